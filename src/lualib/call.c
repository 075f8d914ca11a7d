/* Calls of ops and composites from Lua: arguments by signature, positional then named. Written on lunula.h alone.
 *
 * The last argument holds named arguments if and only if it is a non-empty plain table whose keys are all strings and every
 * required parameter before it is filled. Between the first conversion and the call nothing raises, so that temporaries can't be lost:
 * an error is noted and raised once they are released. The box of the result is made before the first conversion. */
#include "lualib/call.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SIGNATURE_TYPE "lunula.signature"

enum { MAX_TEMPORARIES = 256, MAX_INTS = 512 };

typedef struct call {
    lua_State *L;
    ln_state *state;
    const ln_callee *callee;
    int slot[LUNULA_MAX_PARAMS]; /* stack index of each parameter's value; 0: default */
    lunula_arg args[LUNULA_MAX_PARAMS];
    lunula_tensor *temporaries[MAX_TEMPORARIES];
    int temporary_count;
    lunula_tensor **list; /* of Lua's allocator: a list too long to stand among the temporaries */
    int list_count, list_room;
    int64_t ints[MAX_INTS];
    int int_count;
    char message[512];
} call;

/* Notes "name: what". */
static bool fail(call *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool fail(call *c, const char *format, ...)
{
    int used = snprintf(c->message, sizeof c->message, "%s: ", c->callee->name);
    va_list arguments;
    va_start(arguments, format);
    if (used > 0 && (size_t)used < sizeof c->message)
        vsnprintf(c->message + used, sizeof c->message - (size_t)used, format, arguments);
    va_end(arguments);
    return false;
}

static bool is_named_table(lua_State *L, int index)
{
    if (lua_type(L, index) != LUA_TTABLE || lua_getmetatable(L, index))
        return false;
    if (lua_rawlen(L, index) > 0)
        return false;
    lua_pushnil(L);
    bool any = false, named = true;
    while (named && lua_next(L, index) != 0) {
        lua_pop(L, 1);
        any = true;
        if (lua_type(L, -1) != LUA_TSTRING)
            named = false;
    }
    if (any && !named)
        lua_pop(L, 1);
    return any && named;
}

static bool unknown_name(call *c, const char *key)
{
    const ln_callee *f = c->callee;
    const char *names[LUNULA_MAX_PARAMS];
    for (int i = 0; i < f->count; i++)
        names[i] = f->params[i].name;
    const char *near = ln_nearest(key, names, f->count);
    if (near == NULL)
        return fail(c, "there is no argument '%.60s'", key);
    return fail(c, "there is no argument '%.60s'; did you mean '%s'?", key, near);
}

/* Fills c->slot from the table at `index`, whose values it pushes. */
static bool match_names(call *c, int index)
{
    lua_State *L = c->L;
    const ln_callee *f = c->callee;
    if (!lua_checkstack(L, f->count + 4))
        return fail(c, "the Lua stack is full");
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        const char *key = lua_tostring(L, -2);
        int at = 0;
        while (at < f->count && strcmp(key, f->params[at].name) != 0)
            at++;
        if (at == f->count)
            return unknown_name(c, key);
        if (c->slot[at] != 0)
            return fail(c, "argument '%s' is given twice", key);
        /* keep the value below the key */
        lua_insert(L, -2);
        c->slot[at] = lua_gettop(L) - 1;
    }
    return true;
}

/* Fills c->slot from the values 1 .. count. May push named values. Raises nothing. */
static bool match(call *c, int count)
{
    lua_State *L = c->L;
    const ln_callee *f = c->callee;
    while (count > f->count && lua_isnil(L, count))
        count--;
    bool named = count > f->required && f->count > 0 && is_named_table(L, count);
    int positional = named ? count - 1 : count;
    if (positional > f->count)
        return fail(c, "expected at most %d arguments, got %d", f->count, positional);
    for (int i = 0; i < f->count; i++)
        c->slot[i] = i < positional && !lua_isnil(L, i + 1) ? i + 1 : 0;
    if (named && !match_names(c, count))
        return false;
    for (int i = 0; i < f->count; i++)
        if (f->params[i].required && c->slot[i] == 0)
            return fail(c, "argument '%s' is missing", f->params[i].name);
    return true;
}

static const char *wanted(lunula_param_kind kind)
{
    switch (kind) {
    case LUNULA_PARAM_TENSOR:
        return "a tensor";
    case LUNULA_PARAM_TENSORS:
        return "a list of tensors";
    case LUNULA_PARAM_INT:
        return "an integer";
    case LUNULA_PARAM_AXIS:
        return "an axis (an integer)";
    case LUNULA_PARAM_FLOAT:
        return "a number";
    case LUNULA_PARAM_BOOL:
        return "a boolean";
    case LUNULA_PARAM_STRING:
        return "a string";
    case LUNULA_PARAM_DTYPE:
        return "the name of a dtype";
    case LUNULA_PARAM_AXES:
        return "an axis or a list of axes";
    case LUNULA_PARAM_SHAPE:
        return "a list of dimensions";
    case LUNULA_PARAM_INTS:
        return "an integer or a list of integers";
    case LUNULA_PARAM_ANY:
        break;
    }
    return "a value";
}

/* Shows numbers, strings and booleans by value, others by type; allocates nothing. */
static bool wrong(call *c, const lunula_param *p, int index)
{
    lua_State *L = c->L;
    char got[64];
    if (lua_isinteger(L, index))
        snprintf(got, sizeof got, "%lld", (long long)lua_tointeger(L, index));
    else if (lua_type(L, index) == LUA_TNUMBER)
        snprintf(got, sizeof got, "%.14g", lua_tonumber(L, index));
    else if (lua_type(L, index) == LUA_TSTRING)
        snprintf(got, sizeof got, "'%.40s'", lua_tostring(L, index));
    else if (lua_isboolean(L, index))
        snprintf(got, sizeof got, "%s", lua_toboolean(L, index) ? "true" : "false");
    else
        snprintf(got, sizeof got, "%s", ln_is_null_at(L, c->state, index) ? "null" : luaL_typename(L, index));
    return fail(c, "'%s' expected %s, got %s", p->name, wanted(p->kind), got);
}

static bool unknown_dtype(call *c, const lunula_param *p, const char *name)
{
    const char *names[LUNULA_FLOAT64 + 1];
    for (int d = 0; d <= LUNULA_FLOAT64; d++)
        names[d] = lunula_dtype_name((lunula_dtype)d);
    const char *near = ln_nearest(name, names, LUNULA_FLOAT64 + 1);
    if (near == NULL)
        return fail(c, "'%s': there is no dtype '%.40s'", p->name, name);
    return fail(c, "'%s': there is no dtype '%.40s'; did you mean '%s'?", p->name, name, near);
}

static bool keep(call *c, lunula_tensor *t)
{
    if (c->temporary_count == MAX_TEMPORARIES) {
        lunula_tensor_release(t);
        return fail(c, "too many tensors in one call");
    }
    c->temporaries[c->temporary_count++] = t;
    return true;
}

/* A value that is no tensor as a temporary one. */
static bool to_tensor(call *c, const lunula_param *p, int index, lunula_tensor **out)
{
    int type = lua_type(c->L, index);
    if (ln_is_box(c->L, c->state, index))
        return fail(c, "'%s' is a tensor that was released", p->name);
    if (type == LUA_TUSERDATA && luaL_testudata(c->L, index, LN_VARIABLE_TYPE) != NULL) /* reading it failed */
        return fail(c, "'%s': %s", p->name, lunula_message(c->state->runtime));
    if (type != LUA_TNUMBER && type != LUA_TTABLE && type != LUA_TBOOLEAN)
        return wrong(c, p, index);
    if (ln_to_tensor(c->L, index, -1, true, out) != LUNULA_OK)
        return fail(c, "'%s': %s", p->name, lunula_message(c->state->runtime));
    return keep(c, *out);
}

/* Room for a long list; one a call. */
static bool make_list(call *c, int count)
{
    void *user;
    lua_Alloc allocate = lua_getallocf(c->L, &user);
    if (c->list != NULL)
        return false;
    c->list = allocate(user, NULL, 0, (size_t)count * sizeof *c->list);
    c->list_room = count;
    return c->list != NULL;
}

static void release_list(call *c)
{
    void *user;
    if (c->list == NULL)
        return;
    for (int i = 0; i < c->list_count; i++)
        lunula_tensor_release(c->list[i]);
    lua_Alloc allocate = lua_getallocf(c->L, &user);
    allocate(user, c->list, (size_t)c->list_room * sizeof *c->list, 0);
    c->list = NULL;
    c->list_count = 0;
}

static bool to_tensors(call *c, const lunula_param *p, int index, lunula_arg *arg)
{
    lua_State *L = c->L;
    lunula_tensor *t;
    if (lua_type(L, index) != LUA_TTABLE)
        return wrong(c, p, index);
    lua_Unsigned length = lua_rawlen(L, index);
    int start = c->temporary_count, count = (int)length;
    bool is_long = length > (lua_Unsigned)(MAX_TEMPORARIES - start - 8);
    if (length > INT_MAX / 16 || !lua_checkstack(L, 3) || (is_long && !make_list(c, count)))
        return fail(c, "no memory for the tensors of '%s'", p->name);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, index, i + 1);
        t = ln_tensor_at(L, c->state, -1);
        bool made = t == NULL, ok = !made || to_tensor(c, p, lua_gettop(L), &t);
        lua_pop(L, 1);
        if (!ok)
            return false;
        if (made && is_long)
            c->temporary_count--; /* its reference moves to the list */
        else if (!made)
            lunula_tensor_retain(t);
        if (is_long)
            c->list[c->list_count++] = t;
        else if (!made)
            keep(c, t);
    }
    arg->kind = LUNULA_TENSORS;
    arg->count = count;
    arg->as.tensors = is_long ? c->list : &c->temporaries[start];
    return true;
}

/* The value at `index`, of the Lua type `type`. */
static bool push_int(call *c, const lunula_param *p, int type, int index)
{
    int whole = 0;
    int64_t value = type == LUA_TNUMBER ? lua_tointegerx(c->L, index, &whole) : LUNULA_UNKNOWN;
    if (!whole && (type != LUA_TUSERDATA || !ln_is_null_at(c->L, c->state, index)))
        return wrong(c, p, index);
    if (c->int_count == MAX_INTS)
        return fail(c, "'%s' has too many numbers", p->name);
    c->ints[c->int_count++] = value;
    return true;
}

/* An int, or a list of ints, or (flattened) a list of such lists, which no shape is. */
static bool to_ints(call *c, const lunula_param *p, int type, int index, lunula_arg *arg)
{
    lua_State *L = c->L;
    int start = c->int_count;
    if (type == LUA_TTABLE) {
        if (!lua_checkstack(L, 3))
            return fail(c, "the Lua stack is full");
        for (lua_Integer i = 1, n = (lua_Integer)lua_rawlen(L, index); i <= n; i++) {
            int entry = lua_rawgeti(L, index, i);
            bool ok = true;
            if (entry == LUA_TTABLE && p->kind != LUNULA_PARAM_SHAPE) {
                for (lua_Integer k = 1, m = (lua_Integer)lua_rawlen(L, -1); ok && k <= m; k++) {
                    entry = lua_rawgeti(L, -1, k);
                    ok = push_int(c, p, entry, -1);
                    lua_pop(L, 1);
                }
            } else {
                ok = push_int(c, p, entry, -1);
            }
            lua_pop(L, 1);
            if (!ok)
                return false;
        }
    } else if (!push_int(c, p, type, index)) {
        return false;
    }
    arg->kind = LUNULA_INTS;
    arg->count = c->int_count - start;
    arg->as.ints = &c->ints[start];
    return true;
}

static bool convert(call *c, const lunula_param *p, int index, lunula_arg *arg)
{
    lua_State *L = c->L;
    int whole;
    if (p->kind == LUNULA_PARAM_TENSOR) {
        arg->kind = LUNULA_TENSOR;
        arg->as.tensor = ln_tensor_at(L, c->state, index);
        if (arg->as.tensor != NULL)
            return true;
    }
    int type = lua_type(L, index);
    if (type == LUA_TUSERDATA && ln_is_null_at(L, c->state, index)) {
        arg->kind = LUNULA_NONE;
        return p->required ? wrong(c, p, index) : true;
    }
    switch (p->kind) {
    case LUNULA_PARAM_TENSOR:
        return to_tensor(c, p, index, &arg->as.tensor);
    case LUNULA_PARAM_TENSORS:
        return to_tensors(c, p, index, arg);
    case LUNULA_PARAM_INT:
    case LUNULA_PARAM_AXIS:
        arg->kind = LUNULA_INT;
        arg->as.i = lua_tointegerx(L, index, &whole);
        return whole && type == LUA_TNUMBER ? true : wrong(c, p, index);
    case LUNULA_PARAM_FLOAT: {
        lunula_tensor *t = ln_tensor_at(L, c->state, index);
        arg->kind = LUNULA_FLOAT;
        if (t != NULL && lunula_tensor_get_double(c->state->runtime, t, 0, &arg->as.f) == LUNULA_OK)
            return true;
        arg->as.f = lua_tonumber(L, index);
        return type == LUA_TNUMBER ? true : wrong(c, p, index);
    }
    case LUNULA_PARAM_BOOL:
        arg->kind = LUNULA_BOOLEAN;
        arg->as.b = lua_toboolean(L, index);
        return type == LUA_TBOOLEAN ? true : wrong(c, p, index);
    case LUNULA_PARAM_STRING:
        arg->kind = LUNULA_STRING;
        arg->as.string = type == LUA_TSTRING ? lua_tostring(L, index) : NULL;
        return arg->as.string != NULL ? true : wrong(c, p, index);
    case LUNULA_PARAM_DTYPE:
        arg->kind = LUNULA_DTYPE;
        if (type != LUA_TSTRING)
            return wrong(c, p, index);
        if (!lunula_dtype_find(lua_tostring(L, index), &arg->as.dtype))
            return unknown_dtype(c, p, lua_tostring(L, index));
        return true;
    case LUNULA_PARAM_AXES:
    case LUNULA_PARAM_SHAPE:
    case LUNULA_PARAM_INTS:
        return to_ints(c, p, type, index, arg);
    case LUNULA_PARAM_ANY:
        break;
    }
    arg->kind = LUNULA_NONE;
    return true;
}

static void release(call *c)
{
    for (int i = 0; i < c->temporary_count; i++)
        lunula_tensor_release(c->temporaries[i]);
    c->temporary_count = 0;
    release_list(c);
}

static int raise(call *c)
{
    release(c);
    return ln_raise_text(c->L, "%s", c->message);
}

static void start(call *c, lua_State *L, const ln_callee *callee)
{
    c->L = L;
    c->callee = callee;
    c->state = callee->state;
    c->temporary_count = c->list_count = 0;
    c->list = NULL;
    c->int_count = 0;
    if (c->state->runtime == NULL)
        luaL_error(L, "%s: this Lua state is closing", callee->name);
}

/* Histories -------------------------------------------------------------------------------------------------------- */

/* A symbol of a Functional model has a history in a weak table of the Lua half. A call on one is left to a Lua function, which runs it on
 * symbols without and notes what was called. */
static const char histories_key = 0, hook_key = 0;

int ln_on_history(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &hook_key);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &histories_key);
    ln_state_of(L)->histories = true;
    return 0;
}

/* Whether the value at `index` is a symbol that is a key of the table at `histories`. */
static bool is_noted(lua_State *L, ln_state *state, int index, int histories)
{
    if (!ln_is_box(L, state, index))
        return false;
    const lunula_tensor *t = ln_tensor_at(L, state, index);
    if (t == NULL || !lunula_tensor_is_symbol(t))
        return false;
    lua_pushvalue(L, index);
    bool noted = lua_rawget(L, histories) != LUA_TNIL;
    lua_pop(L, 1);
    return noted;
}

void ln_copy_history(lua_State *L, int index)
{
    ln_state *state = ln_state_of(L);
    if (!state->histories)
        return;
    int copy = lua_gettop(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &histories_key);
    if (is_noted(L, state, index, copy + 1)) {
        lua_pushvalue(L, copy);
        lua_pushvalue(L, index);
        lua_rawget(L, copy + 1);
        lua_rawset(L, copy + 1);
    }
    lua_settop(L, copy);
}

/* Whether an argument, or an entry of one that is a list, is a symbol with a history. */
static bool has_history(call *c)
{
    lua_State *L = c->L;
    const ln_callee *f = c->callee;
    if (!c->state->histories || !lua_checkstack(L, 4))
        return false;
    int top = lua_gettop(L);
    bool noted = false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &histories_key);
    for (int i = 0; i < f->count && !noted; i++) {
        int kind = f->params[i].kind, slot = c->slot[i];
        if (slot == 0)
            continue;
        noted = is_noted(L, c->state, slot, top + 1);
        if (lua_type(L, slot) != LUA_TTABLE || (kind != LUNULA_PARAM_TENSORS && kind != LUNULA_PARAM_ANY))
            continue;
        for (lua_Integer k = 1, n = (lua_Integer)lua_rawlen(L, slot); k <= n && !noted; k++) {
            lua_rawgeti(L, slot, k);
            noted = is_noted(L, c->state, top + 2, top + 1);
            lua_pop(L, 1);
        }
    }
    lua_settop(L, top);
    return noted;
}

static void push_default(lua_State *L, const lunula_arg *value);

/* Leaves the running function's call to the hook. */
static int call_hook(call *c)
{
    lua_State *L = c->L;
    const ln_callee *f = c->callee;
    int top = lua_gettop(L);
    lua_Debug frame;
    luaL_checkstack(L, f->count + 8, f->name);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &hook_key);
    lua_pushstring(L, f->name);
    lua_getstack(L, 0, &frame);
    lua_getinfo(L, "f", &frame);
    lua_pushinteger(L, f->count);
    for (int i = 0; i < f->count; i++) {
        if (c->slot[i] == 0)
            push_default(L, f->params[i].fallback);
        else
            lua_pushvalue(L, c->slot[i]);
    }
    lua_call(L, f->count + 3, LUA_MULTRET);
    return lua_gettop(L) - top;
}

/* Ops -------------------------------------------------------------------------------------------------------------- */

/* Pushes a tensor for each of outs[1 .. count-1]; protected, since making a box can fail. */
static int push_more(lua_State *L)
{
    lunula_tensor **outs = lua_touserdata(L, 1);
    int count = (int)lua_tointeger(L, 2);
    luaL_checkstack(L, count + 4, NULL);
    for (int i = 1; i < count; i++) {
        ln_push_box(L);
        ln_fill_tensor(L, outs[i]);
        outs[i] = NULL;
    }
    return count - 1;
}

static int push_results(call *c, lunula_tensor **place, lunula_tensor **outs, int count)
{
    lua_State *L = c->L;
    ln_fill_box(L, c->state, place, outs[0]);
    if (count == 1)
        return 1;
    lua_pushcfunction(L, push_more);
    lua_pushlightuserdata(L, outs);
    lua_pushinteger(L, count);
    if (lua_pcall(L, 2, count - 1, 0) != LUA_OK) {
        for (int i = 1; i < count; i++)
            lunula_tensor_release(outs[i]);
        return lua_error(L);
    }
    return count;
}

lunula_status ln_run_again(lua_State *L, ln_state *state, const lunula_op *op, const lunula_arg *args, int count,
                           lunula_tensor **outs, int *produced)
{
    for (int i = 0; i < count; i++) /* finalizers may release what is borrowed; lists are the caller's */
        if (args[i].kind == LUNULA_TENSOR)
            lunula_tensor_retain(args[i].as.tensor);
    lua_gc(L, LUA_GCCOLLECT);
    lunula_status status = lunula_call(state->runtime, op, args, count, outs, produced);
    for (int i = 0; i < count; i++)
        if (args[i].kind == LUNULA_TENSOR)
            lunula_tensor_release(args[i].as.tensor);
    return status;
}

int ln_call_op(lua_State *L, int count)
{
    call c;
    lunula_tensor *outs[LUNULA_MAX_OUTPUTS];
    int produced = 0;
    const ln_callee *f = lua_touserdata(L, lua_upvalueindex(1));
    start(&c, L, f);
    if (!match(&c, count))
        return raise(&c);
    if (has_history(&c))
        return call_hook(&c);
    lunula_tensor **place = ln_push_box_of(L, c.state, lua_upvalueindex(2));
    int top = lua_gettop(L);
    for (int i = 0; i < f->count; i++) {
        if (c.slot[i] == 0)
            c.args[i] = *f->params[i].fallback;
        else if (!convert(&c, &f->params[i], c.slot[i], &c.args[i]))
            return raise(&c);
    }
    lunula_status status = ln_run_op(L, c.state, f->op, c.args, f->count, outs, &produced);
    release(&c);
    if (status != LUNULA_OK)
        return ln_raise(L);
    lua_settop(L, top);
    return push_results(&c, place, outs, produced);
}

/* Composites ------------------------------------------------------------------------------------------------------- */

static void push_default(lua_State *L, const lunula_arg *value)
{
    switch (value->kind) {
    case LUNULA_INT:
        lua_pushinteger(L, value->as.i);
        break;
    case LUNULA_FLOAT:
        lua_pushnumber(L, value->as.f);
        break;
    case LUNULA_BOOLEAN:
        lua_pushboolean(L, value->as.b);
        break;
    case LUNULA_STRING:
        lua_pushstring(L, value->as.string);
        break;
    case LUNULA_DTYPE:
        lua_pushstring(L, lunula_dtype_name(value->as.dtype));
        break;
    default:
        lua_pushnil(L);
    }
}

/* A list of as many empty boxes as the list at `slot` has entries. */
static void push_boxes(lua_State *L, int slot)
{
    lua_Integer count = lua_type(L, slot) == LUA_TTABLE ? (lua_Integer)lua_rawlen(L, slot) : 0;
    lua_newtable(L);
    for (lua_Integer i = 1; i <= count; i++) {
        ln_push_box(L);
        lua_rawseti(L, -2, i);
    }
}

/* Pushes one parameter's value as the composite's function receives it. Boxes come first: once there are temporary tensors, nothing may raise. */
static bool push_value(call *c, const lunula_param *p, int slot)
{
    lua_State *L = c->L;
    lunula_arg arg;
    int top = lua_gettop(L);
    if (slot == 0) {
        push_default(L, p->fallback);
        return true;
    }
    if (p->kind == LUNULA_PARAM_ANY) {
        lua_pushvalue(L, slot);
        return true;
    }
    bool boxed = p->kind == LUNULA_PARAM_TENSOR && ln_is_box(L, c->state, slot);
    if (p->kind == LUNULA_PARAM_TENSOR && !boxed)
        ln_push_box(L);
    else if (p->kind == LUNULA_PARAM_TENSORS)
        push_boxes(L, slot);
    int before = c->temporary_count;
    if (!convert(c, p, slot, &arg))
        return false;
    switch (arg.kind) {
    case LUNULA_NONE:
        lua_settop(L, top);
        lua_pushnil(L);
        break;
    case LUNULA_TENSOR:
        if (boxed)
            lua_pushvalue(L, slot);
        else
            ln_fill_box(L, c->state, lua_touserdata(L, -1), lunula_tensor_retain(arg.as.tensor));
        break;
    case LUNULA_TENSORS:
        for (int i = 0; i < arg.count; i++) {
            lua_rawgeti(L, top + 1, i + 1);
            ln_fill_box(L, c->state, lua_touserdata(L, -1), lunula_tensor_retain(arg.as.tensors[i]));
            lua_pop(L, 1);
        }
        break;
    case LUNULA_INT:
        lua_pushinteger(L, arg.as.i);
        break;
    default:
        lua_pushvalue(L, slot);
    }
    for (int i = before; i < c->temporary_count; i++)
        lunula_tensor_release(c->temporaries[i]);
    c->temporary_count = before;
    release_list(c);
    return true;
}

int ln_call_composite(lua_State *L)
{
    const ln_callee *f = lua_touserdata(L, lua_upvalueindex(1));
    call c;
    start(&c, L, f);
    if (!match(&c, lua_gettop(L)))
        return raise(&c);
    if (has_history(&c))
        return call_hook(&c);
    luaL_checkstack(L, 2 * f->count + 4, f->name);
    int base = lua_gettop(L);
    lua_pushvalue(L, lua_upvalueindex(3));
    for (int i = 0; i < f->count; i++)
        if (!push_value(&c, &f->params[i], c.slot[i]))
            return raise(&c);
    lua_call(L, f->count, LUA_MULTRET);
    return lua_gettop(L) - base;
}

/* Callees ---------------------------------------------------------------------------------------------------------- */

static ln_callee *push_callee(lua_State *L, const char *name, const lunula_signature *signature)
{
    int count = lunula_signature_count(signature);
    ln_callee *f = lua_newuserdatauv(L, sizeof *f + (size_t)count * sizeof *f->params, 1);
    *f = (ln_callee){ .state = ln_state_of(L), .name = name, .count = count };
    for (int i = 0; i < count; i++) {
        lunula_signature_param(signature, i, &f->params[i]);
        f->required += f->params[i].required;
    }
    return f;
}

void ln_push_op(lua_State *L, const lunula_op *op, lua_CFunction function)
{
    push_callee(L, lunula_op_name(op), lunula_op_signature(op))->op = op;
    luaL_getmetatable(L, LN_TENSOR_TYPE);
    lua_pushcclosure(L, function, 2);
}

static int free_signature(lua_State *L)
{
    lunula_signature **signature = lua_touserdata(L, 1);
    if (*signature != NULL)
        lunula_signature_free(ln_runtime(L), *signature);
    *signature = NULL;
    return 0;
}

void ln_open_call(lua_State *L)
{
    luaL_newmetatable(L, SIGNATURE_TYPE);
    lua_pushcfunction(L, free_signature);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}

const lunula_signature *ln_push_composite(lua_State *L, int name, const char *text, int function)
{
    lunula_signature **signature = lua_newuserdatauv(L, sizeof *signature, 0);
    *signature = NULL;
    luaL_setmetatable(L, SIGNATURE_TYPE);
    if (lunula_signature_create(ln_runtime(L), lua_tostring(L, name), text, signature) != LUNULA_OK)
        ln_raise(L);
    push_callee(L, lua_tostring(L, name), *signature);
    lua_insert(L, -2);
    lua_setiuservalue(L, -2, 1); /* the callee keeps the signature */
    lua_pushvalue(L, name);
    lua_pushvalue(L, function);
    lua_pushcclosure(L, ln_call_composite, 3);
    return *signature;
}

const char *ln_composite_name(lua_State *L)
{
    if (lua_tocfunction(L, -1) != ln_call_composite || lua_getupvalue(L, -1, 2) == NULL)
        return NULL;
    const char *name = lua_tostring(L, -1); /* the function keeps it */
    lua_pop(L, 1);
    return name;
}
