/* Between Lua values and tensors. Written on lunula.h alone; raises nothing. */
#include <stdio.h>
#include <string.h>

#include "lualib/lualib.h"

enum { KIND_NONE, KIND_BOOL, KIND_INT, KIND_FLOAT };
enum { UNKNOWN, ROWS, NUMBERS };

typedef struct scan {
    int rank;
    int64_t shape[LUNULA_MAX_RANK];
    int kind;
    bool wide;                   /* an integer beyond int32 */
    char rows[LUNULA_MAX_RANK];  /* what the tables at a depth hold: rows or numbers */
    int64_t at[LUNULA_MAX_RANK]; /* where it stands: an index of Lua's for each level */
    char problem[256];
} scan;

/* "is ragged at [2][1]: 3 entries where 2 are expected": what is wrong with the entry `depth` levels down. */
static bool wrong(scan *s, int depth, const char *what, const char *rest, int64_t got, int64_t expected)
{
    size_t used = (size_t)snprintf(s->problem, sizeof s->problem, "%s", what);
    if (depth > 0)
        used += (size_t)snprintf(s->problem + used, sizeof s->problem - used, " at ");
    for (int i = 0; i < depth && used < sizeof s->problem - 60; i++)
        used += (size_t)snprintf(s->problem + used, sizeof s->problem - used, "[%lld]", (long long)s->at[i]);
    if (got >= 0)
        snprintf(s->problem + used, sizeof s->problem - used, rest, (long long)got, (long long)expected);
    else
        snprintf(s->problem + used, sizeof s->problem - used, "%s", rest);
    return false;
}

/* Whether the table at the top of the stack has a key beside 1 .. length. */
static bool has_other_keys(lua_State *L, int64_t length)
{
    if (length == 0)
        lua_pushnil(L);
    else
        lua_pushinteger(L, length); /* the list part comes first, so that little is left to walk */
    while (lua_next(L, -2) != 0) {
        lua_pop(L, 1);
        lua_Integer key = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;
        if (key < 1 || key > length) {
            lua_pop(L, 1);
            return true;
        }
    }
    return false;
}

static bool scan_table(lua_State *L, scan *s, int depth);

/* The entry at the top of the stack, of a table `depth` levels down. */
static bool scan_entry(lua_State *L, scan *s, int depth)
{
    int type = lua_type(L, -1);
    if (type == LUA_TTABLE)
        return s->rows[depth] == NUMBERS ? wrong(s, depth + 1, "is ragged", ": a row beside numbers", -1, 0)
                                         : scan_table(L, s, depth + 1);
    if (type == LUA_TNIL)
        return wrong(s, depth + 1, "has a hole", "", -1, 0);
    if (type != LUA_TBOOLEAN && type != LUA_TNUMBER) {
        bool tensor = luaL_testudata(L, -1, LN_TENSOR_TYPE) != NULL || luaL_testudata(L, -1, LN_VARIABLE_TYPE) != NULL;
        char what[64] = "holds a ";
        strncat(what, tensor ? "tensor" : luaL_typename(L, -1), 20);
        return wrong(s, depth + 1, what, tensor ? "; ops.stack joins tensors" : ", which is neither number nor boolean", -1, 0);
    }
    if (s->rows[depth] == ROWS)
        return wrong(s, depth + 1, "is ragged", ": a number beside rows", -1, 0);
    int kind = type == LUA_TBOOLEAN ? KIND_BOOL : lua_isinteger(L, -1) ? KIND_INT : KIND_FLOAT;
    if (kind == KIND_INT) {
        lua_Integer v = lua_tointeger(L, -1);
        s->wide = s->wide || v > INT32_MAX || v < INT32_MIN;
    }
    s->kind = kind > s->kind ? kind : s->kind;
    return true;
}

/* Finds the shape and kind of the table at the top of the stack; leaves the stack as it was. */
static bool scan_table(lua_State *L, scan *s, int depth)
{
    if (depth >= LUNULA_MAX_RANK || !lua_checkstack(L, 4))
        return wrong(s, 0, "is nested too deeply", ": a tensor has at most %lld axes", LUNULA_MAX_RANK, 0);
    int64_t length = (int64_t)lua_rawlen(L, -1);
    if (has_other_keys(L, length))
        return wrong(s, depth, "has named entries", ", where a list of numbers is expected", -1, 0);
    if (s->rank == depth) {
        s->rank = depth + 1;
        s->shape[depth] = length;
    } else if (s->shape[depth] != length) {
        return wrong(s, depth, "is ragged", ": %lld entries where the rows before have %lld", length, s->shape[depth]);
    }
    for (int64_t i = 1; i <= length; i++) {
        s->at[depth] = i;
        int type = lua_rawgeti(L, -1, i);
        if (s->rows[depth] == UNKNOWN) /* the first entry at this depth decides for all */
            s->rows[depth] = type == LUA_TTABLE ? ROWS : NUMBERS;
        bool ok = scan_entry(L, s, depth);
        lua_pop(L, 1);
        if (!ok)
            return false;
    }
    return true;
}

/* Writes the table's numbers, as double or int64, in order. */
static void *fill_table(lua_State *L, int kind, void *at)
{
    int64_t length = (int64_t)lua_rawlen(L, -1);
    for (int64_t i = 1; i <= length; i++) {
        int type = lua_rawgeti(L, -1, i);
        if (type == LUA_TTABLE) {
            at = fill_table(L, kind, at);
        } else if (kind == KIND_FLOAT) {
            double v = type == LUA_TBOOLEAN ? lua_toboolean(L, -1) : lua_tonumber(L, -1);
            memcpy(at, &v, sizeof v);
            at = (char *)at + sizeof v;
        } else {
            int64_t v = type == LUA_TBOOLEAN ? lua_toboolean(L, -1) : lua_tointeger(L, -1);
            memcpy(at, &v, sizeof v);
            at = (char *)at + sizeof v;
        }
        lua_pop(L, 1);
    }
    return at;
}

static lunula_status problem(lua_State *L, const char *text)
{
    lunula_runtime *runtime = ln_runtime(L);
    lunula_set_message(runtime, LUNULA_ERROR_ARGUMENT, text);
    return LUNULA_ERROR_ARGUMENT;
}

/* t as `dtype`, which takes t's place. */
static lunula_status cast(lunula_runtime *runtime, lunula_tensor **t, int dtype)
{
    if (dtype < 0)
        return LUNULA_OK;
    lunula_arg args[] = { { .kind = LUNULA_TENSOR, .as.tensor = *t }, { .kind = LUNULA_DTYPE, .as.dtype = (lunula_dtype)dtype } };
    lunula_tensor *outs[LUNULA_MAX_OUTPUTS];
    int count;
    lunula_status status = lunula_call(runtime, lunula_op_find(runtime, "cast"), args, 2, outs, &count);
    lunula_tensor_release(*t);
    *t = status == LUNULA_OK ? outs[0] : NULL;
    return status;
}

static lunula_status from_table(lua_State *L, int index, int dtype, lunula_tensor **out)
{
    lunula_runtime *runtime = ln_runtime(L);
    scan s = { .rank = 0 };
    if (!lua_checkstack(L, 4))
        return problem(L, "the Lua stack is full");
    lua_pushvalue(L, index);
    if (!scan_table(L, &s, 0)) {
        char text[320];
        lua_pop(L, 1);
        snprintf(text, sizeof text, "a table that should become a tensor %s", s.problem);
        return problem(L, text);
    }
    bool real = s.kind == KIND_FLOAT || s.kind == KIND_NONE;
    lunula_dtype raw = real ? LUNULA_FLOAT64 : LUNULA_INT64;
    lunula_status status = lunula_tensor_create(runtime, raw, s.rank, s.shape, NULL, out);
    if (status == LUNULA_OK)
        fill_table(L, real ? KIND_FLOAT : KIND_INT, (void *)(uintptr_t)lunula_tensor_data(*out));
    lua_pop(L, 1);
    if (status != LUNULA_OK)
        return status;
    if (dtype < 0)
        dtype = real                  ? (int)lunula_floatx(runtime)
                : s.kind == KIND_BOOL ? (int)LUNULA_BOOL
                                      : (int)(s.wide ? LUNULA_INT64 : LUNULA_INT32);
    return cast(runtime, out, dtype);
}

lunula_status ln_to_tensor(lua_State *L, int index, int dtype, bool weak, lunula_tensor **out)
{
    lunula_runtime *runtime = ln_runtime(L);
    lunula_status status;
    *out = NULL;
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        status = lua_isinteger(L, index) ? lunula_weak_int(runtime, lua_tointeger(L, index), out)
                                         : lunula_weak_float(runtime, lua_tonumber(L, index), out);
        if (status == LUNULA_OK && dtype < 0 && !weak)
            dtype = lua_isinteger(L, index) ? (int)lunula_tensor_dtype(*out) : (int)lunula_floatx(runtime);
        return status == LUNULA_OK ? cast(runtime, out, dtype) : status;
    case LUA_TBOOLEAN: {
        uint8_t value = (uint8_t)lua_toboolean(L, index);
        status = lunula_tensor_create(runtime, LUNULA_BOOL, 0, NULL, &value, out);
        return status == LUNULA_OK ? cast(runtime, out, dtype) : status;
    }
    case LUA_TTABLE:
        return from_table(L, index, dtype, out);
    default: {
        lunula_tensor *t = ln_test_tensor(L, index);
        if (t == NULL && luaL_testudata(L, index, LN_TENSOR_TYPE) != NULL)
            return problem(L, "this tensor was released");
        if (t == NULL) {
            char text[96] = "expected a tensor, got ";
            strncat(text, luaL_typename(L, index), 60);
            return problem(L, text);
        }
        *out = lunula_tensor_retain(t);
        return cast(runtime, out, dtype);
    }
    }
}

/* Edit distance with a bound; names are short. */
static int distance(const char *a, const char *b)
{
    int row[48], la = (int)strlen(a), lb = (int)strlen(b);
    if (la > 40 || lb > 40)
        return 99;
    for (int j = 0; j <= lb; j++)
        row[j] = j;
    for (int i = 1; i <= la; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= lb; j++) {
            int best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[lb];
}

const char *ln_nearest(const char *name, const char *const *names, int count)
{
    const char *nearest = NULL;
    int best = (int)strlen(name) / 3 + 2;
    for (int i = 0; i < count; i++) {
        int d = distance(name, names[i]);
        if (d < best) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest;
}
