/* t[key] for an integer, which picks a row, and a string, NumPy's basic slice ("1:3, ..., -1"). Written on lunula.h alone.
 *
 *   slice    part ("," part)* ","?
 *   part     start? ":" stop? (":" step?)?  |  index  |  "..."  |  "None"  |  "newaxis"
 *
 * Blanks may stand between all of these. An integer that 64 bits don't hold becomes the nearest that they do: as a bound it clips all the same, as
 * an index no axis has it. */
#include <stdlib.h>
#include <string.h>

#include "lualib/call.h"

enum { MAX_PARTS = 2 * LUNULA_MAX_RANK };

typedef enum kind { INDEX, RANGE, ELLIPSIS, NEW_AXIS } kind;

typedef struct part {
    kind kind;
    bool has_start, has_stop, has_step;
    int64_t start, stop, step; /* an index is its start */
} part;

typedef struct cut {
    int64_t start[LUNULA_MAX_RANK], stop[LUNULA_MAX_RANK], step[LUNULA_MAX_RANK], dropped[LUNULA_MAX_RANK], added[MAX_PARTS];
    int rank, out, dropped_count, added_count;
} cut;

/* Parsing --------------------------------------------------------------------------------------------------------- */

static const char *skip(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

static inline bool take(const char **at, char mark)
{
    if (**at != mark)
        return false;
    *at = skip(*at + 1);
    return true;
}

static bool take_word(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at = skip(*at + length);
    return true;
}

static inline bool take_integer(const char **at, int64_t *out)
{
    const bool negative = **at == '-';
    const char *digits = *at + (negative || **at == '+');
    int64_t value = 0;
    if (*digits < '0' || *digits > '9')
        return false;
    for (; *digits >= '0' && *digits <= '9'; digits++) {
        const int digit = *digits - '0';
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, negative ? -digit : digit, &value))
            value = negative ? INT64_MIN : INT64_MAX; /* the nearest; further digits leave it there */
    }
    *out = value;
    *at = skip(digits);
    return true;
}

static inline bool take_part(const char **at, part *p)
{
    *p = (part){ .kind = RANGE, .step = 1 };
    p->has_start = take_integer(at, &p->start);
    if (take(at, ':')) {
        p->has_stop = take_integer(at, &p->stop);
        p->has_step = take(at, ':') && take_integer(at, &p->step);
        return true;
    }
    p->kind = p->has_start ? INDEX : take_word(at, "...") ? ELLIPSIS : NEW_AXIS;
    return p->kind != NEW_AXIS || take_word(at, "None") || take_word(at, "newaxis");
}

/* The parts of a text; their number. */
static int parse(lua_State *L, const char *text, size_t length, part *parts)
{
    const char *at = skip(text);
    int count = 0;
    bool more = true;
    part beyond;
    while (more && take_part(&at, count < MAX_PARTS ? &parts[count] : &beyond)) {
        if (count == MAX_PARTS)
            return ln_raise_text(L, "a slice has at most %d parts", MAX_PARTS);
        count++;
        more = take(&at, ',');
        if (more && *at == '\0')
            more = false;
    }
    if (more || count == 0 || at != text + length)
        return ln_raise_text(L, "'%s' is not a slice: expected integers, a:b:c, ..., or None, separated by commas", text);
    return count;
}

/* Cutting -------------------------------------------------------------------------------------------------------- */

static int64_t clamped(int64_t v, int64_t low, int64_t high)
{
    return v < low ? low : v > high ? high : v;
}

/* A range over an axis of length n, as strided_slice wants it. */
static inline void range_over(const part *p, int64_t n, int64_t *start, int64_t *stop, int64_t *step)
{
    bool up = p->step > 0;
    int64_t low = up ? 0 : -1, high = up ? n : n - 1;
    *start = !p->has_start ? (up ? low : high) : clamped(p->start < 0 ? p->start + n : p->start, low, high);
    *stop = !p->has_stop ? (up ? high : low) : clamped(p->stop < 0 ? p->stop + n : p->stop, low, high);
    if (up ? *stop < *start : *stop > *start)
        *stop = *start;
    /* a step beyond the axis takes its first element only, as one of its length does, and can't overflow a stride */
    *step = clamped(p->step, -n - 1, n + 1);
}

static void whole_axes(cut *c, const int64_t *shape, int count)
{
    for (; count > 0; count--, c->rank++, c->out++) {
        c->start[c->rank] = 0;
        c->stop[c->rank] = shape[c->rank];
        c->step[c->rank] = 1;
    }
}

static void cut_axis(lua_State *L, cut *c, const part *p, const int64_t *shape)
{
    int axis = c->rank;
    int64_t n = shape[axis];
    if (n == LUNULA_UNKNOWN) {
        if (p->kind == INDEX || p->has_start || p->has_stop || p->has_step)
            ln_raise_text(L, "axis %d of this symbol has no known length; use run_eagerly = true where values are needed", axis);
        whole_axes(c, shape, 1);
        return;
    }
    c->rank++;
    if (p->kind == RANGE && p->step == 0)
        ln_raise_text(L, "a slice's step can't be 0");
    if (p->kind == RANGE) {
        range_over(p, n, &c->start[axis], &c->stop[axis], &c->step[axis]);
        c->out++;
        return;
    }
    int64_t at = p->start < 0 ? p->start + n : p->start;
    if (at < 0 || at >= n)
        ln_raise_text(L, "index %lld is out of range for axis %d of length %lld", (long long)p->start, axis, (long long)n);
    c->start[axis] = at;
    c->stop[axis] = at + 1;
    c->step[axis] = 1;
    c->dropped[c->dropped_count++] = axis;
}

static void make_cut(lua_State *L, cut *c, const part *parts, int count, int rank, const int64_t *shape)
{
    int used = 0, ellipses = 0;
    for (int i = 0; i < count; i++) {
        ellipses += parts[i].kind == ELLIPSIS;
        used += parts[i].kind == INDEX || parts[i].kind == RANGE;
    }
    if (ellipses > 1)
        ln_raise_text(L, "a slice has at most one ...");
    if (used > rank)
        ln_raise_text(L, "%d indices for a tensor of %d axes", used, rank);
    c->rank = c->out = c->dropped_count = c->added_count = 0;
    for (int i = 0; i < count; i++) {
        if (parts[i].kind == ELLIPSIS)
            whole_axes(c, shape, rank - used);
        else if (parts[i].kind == NEW_AXIS)
            c->added[c->added_count++] = c->out++;
        else
            cut_axis(L, c, &parts[i], shape);
    }
    whole_axes(c, shape, rank - c->rank);
}

/* Running --------------------------------------------------------------------------------------------------------- */

static lunula_arg ints(const int64_t *values, int count)
{
    return (lunula_arg){ .kind = LUNULA_INTS, .count = count, .as.ints = values };
}

/* The part of t by ops, which symbols and recorders need. */
static lunula_tensor *run(lua_State *L, ln_state *state, lunula_tensor *t, const cut *c)
{
    lunula_tensor *outs[LUNULA_MAX_OUTPUTS], *more[LUNULA_MAX_OUTPUTS];
    int produced;
    lunula_arg args[] = { { .kind = LUNULA_TENSOR, .as.tensor = t },
                          ints(c->start, c->rank),
                          ints(c->stop, c->rank),
                          ints(c->step, c->rank),
                          ints(c->dropped, c->dropped_count) };
    if (c->dropped_count == 0)
        args[4].kind = LUNULA_NONE;
    if (ln_run_op(L, state, state->slice, args, 5, outs, &produced) != LUNULA_OK)
        ln_raise(L);
    if (c->added_count == 0)
        return outs[0];
    lunula_arg wider[] = { { .kind = LUNULA_TENSOR, .as.tensor = outs[0] }, ints(c->added, c->added_count) };
    lunula_status status = ln_run_op(L, state, state->expand, wider, 2, more, &produced);
    lunula_tensor_release(outs[0]);
    if (status != LUNULA_OK)
        ln_raise(L);
    return more[0];
}

/* The same as a view alone, which is faster, where t has elements, nobody is told of ops, no axis is new and nothing is wrong; else, and
 * where there is no memory for it, NULL. */
static lunula_tensor *view(const ln_state *state, lunula_tensor *t, const part *parts, int count)
{
    int64_t shape[LUNULA_MAX_RANK], strides[LUNULA_MAX_RANK], offset = 0, from, to, step;
    const int64_t *lengths = lunula_tensor_shape(t), *steps = lunula_tensor_strides(t);
    const int rank = lunula_tensor_rank(t);
    int axis = 0, out = 0, rest = rank - count + 1; /* axes that ... stands for, until it came */
    if (lunula_tensor_size(t) <= 0)
        return NULL;
    for (const part *p = parts; p < parts + count; p++) {
        if (p->kind == ELLIPSIS) {
            if (rest < 0)
                return NULL;
            for (const int end = axis + rest; axis < end; axis++, out++) {
                shape[out] = lengths[axis];
                strides[out] = steps[axis];
            }
            rest = -1;
            continue;
        }
        if (p->kind == NEW_AXIS || axis == rank)
            return NULL;
        const int64_t n = lengths[axis], way = steps[axis++];
        if (p->kind == INDEX) {
            const int64_t at = p->start < 0 ? p->start + n : p->start;
            if (at < 0 || at >= n)
                return NULL;
            offset += at * way;
            continue;
        }
        if (p->step == 0)
            return NULL;
        range_over(p, n, &from, &to, &step);
        const int64_t length = step == 1 ? to - from : (to - from + step - (step > 0 ? 1 : -1)) / step;
        if (length <= 0)
            return NULL;
        offset += from * way;
        shape[out] = length;
        strides[out++] = way * (length > 1 ? step : 1);
    }
    for (; axis < rank; axis++, out++) {
        shape[out] = lengths[axis];
        strides[out] = steps[axis];
    }
    lunula_tensor *made = state->boxes != NULL ? lunula_local_view(state->runtime, t, out, shape, strides, offset) : NULL;
    if (made != NULL || lunula_tensor_is_symbol(t) || lunula_is_recording(state->runtime))
        return made;
    return lunula_tensor_view(state->runtime, t, out, shape, strides, offset, &made) == LUNULA_OK ? made : NULL;
}

/* The part of t that the parts cut out of it. */
static lunula_tensor *cut_out(lua_State *L, ln_state *state, lunula_tensor *t, const part *parts, int count)
{
    cut c;
    lunula_tensor *out = view(state, t, parts, count);
    if (out != NULL)
        return out;
    make_cut(L, &c, parts, count, lunula_tensor_rank(t), lunula_tensor_shape(t));
    return run(L, state, t, &c);
}

/* Row `at` of t. */
static lunula_tensor *row(lua_State *L, ln_state *state, lunula_tensor *t, int64_t at)
{
    lunula_tensor *out;
    if (lunula_tensor_row(state->runtime, t, at, &out) == LUNULA_OK)
        return out;
    /* which says what is wrong, or collects garbage to have memory */
    return cut_out(L, state, t, &(part){ .kind = INDEX, .start = at }, 1);
}

/* Pushes a box for a part of the tensor at the index `tensor`, which is `t`. */
static lunula_tensor **push_place(lua_State *L, ln_state *state, int tensor, int type, lunula_tensor **t)
{
    lunula_tensor **place = ln_push_box_of(L, state, type);
    *t = ln_tensor_at(L, state, tensor);
    if (*t == NULL)
        *t = ln_check_tensor(L, tensor); /* says what it is instead */
    return place;
}

void ln_push_slice(lua_State *L, ln_state *state, int tensor, const char *text, size_t length, int type)
{
    part parts[MAX_PARTS];
    lunula_tensor *t;
    int count = parse(L, text, length, parts);
    lunula_tensor **place = push_place(L, state, tensor, type, &t);
    ln_fill_box(L, state, place, cut_out(L, state, t, parts, count));
}

bool ln_push_part(lua_State *L, ln_state *state, int tensor, int key, int type)
{
    lunula_tensor *t;
    size_t length;
    int whole = 0, sort = lua_type(L, key);
    if (sort == LUA_TSTRING) {
        const char *text = lua_tolstring(L, key, &length);
        ln_push_slice(L, state, tensor, text, length, type);
        return true;
    }
    lua_Integer at = sort == LUA_TNUMBER ? lua_tointegerx(L, key, &whole) : 0;
    if (!whole)
        return false;
    lunula_tensor **place = push_place(L, state, tensor, type, &t);
    ln_fill_box(L, state, place, row(L, state, t, at));
    return true;
}

/* core.slice(t, key): t[key] for an integer or a string, without a look at histories. */
static int core_slice(lua_State *L)
{
    ln_check_tensor(L, 1);
    lua_settop(L, 2);
    luaL_getmetatable(L, LN_TENSOR_TYPE);
    if (!ln_push_part(L, ln_state_of(L), 1, 2, 3))
        return ln_raise_text(L, "a tensor is indexed by an integer, a slice string or a list of their parts, not %s",
                             luaL_typename(L, 2));
    return 1;
}

static void set_integer(lua_State *L, const char *name, bool there, int64_t value)
{
    if (!there)
        return;
    lua_pushinteger(L, value);
    lua_setfield(L, -2, name);
}

/* core.slice_parts(text): the parts of a slice, each { kind = "index", at = ... }, { kind = "range", start =, stop =, step = }, or of the kind
 * "ellipsis" or "new". */
static int core_slice_parts(lua_State *L)
{
    static const char *const kinds[] = { "index", "range", "ellipsis", "new" };
    part parts[MAX_PARTS];
    luaL_checktype(L, 1, LUA_TSTRING);
    size_t length;
    const char *text = lua_tolstring(L, 1, &length);
    int count = parse(L, text, length, parts);
    lua_createtable(L, count, 0);
    for (int i = 0; i < count; i++) {
        lua_createtable(L, 0, 4);
        lua_pushstring(L, kinds[parts[i].kind]);
        lua_setfield(L, -2, "kind");
        set_integer(L, parts[i].kind == INDEX ? "at" : "start", parts[i].has_start, parts[i].start);
        set_integer(L, "stop", parts[i].has_stop, parts[i].stop);
        set_integer(L, "step", parts[i].has_step, parts[i].step);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

void ln_open_index(lua_State *L)
{
    static const luaL_Reg core[] = { { "slice", core_slice }, { "slice_parts", core_slice_parts }, { NULL, NULL } };
    ln_state *state = ln_state_of(L);
    state->slice = lunula_op_find(state->runtime, "strided_slice");
    state->expand = lunula_op_find(state->runtime, "expand_dims");
    luaL_setfuncs(L, core, 0);
}
