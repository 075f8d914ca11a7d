/* Between Lua values and tensors. Written on lunula.h alone; raises nothing. */
#include <string.h>

#include "lualib/lualib.h"

enum { KIND_NONE, KIND_BOOL, KIND_INT, KIND_FLOAT };

typedef struct scan {
    int rank;
    int64_t shape[LUNULA_MAX_RANK];
    int kind;
    bool wide; /* an integer beyond int32 */
    const char *problem;
} scan;

/* Finds the shape and kind of the table at the top of the stack; leaves the stack as it was. */
static bool scan_table(lua_State *L, scan *s, int depth)
{
    if (depth >= LUNULA_MAX_RANK || !lua_checkstack(L, 4)) {
        s->problem = "is nested too deeply";
        return false;
    }
    int64_t length = (int64_t)lua_rawlen(L, -1);
    if (length == 0) {
        lua_pushnil(L);
        if (lua_next(L, -2) != 0) {
            lua_pop(L, 2);
            s->problem = "has named entries where numbers are expected";
            return false;
        }
    }
    if (s->rank == depth) {
        s->rank = depth + 1;
        s->shape[depth] = length;
    } else if (depth >= s->rank || s->shape[depth] != length) {
        s->problem = "is ragged: rows differ in length";
        return false;
    }
    int frozen = s->rank;
    for (int64_t i = 1; i <= length; i++) {
        int type = lua_rawgeti(L, -1, i);
        bool ok = true;
        if (type == LUA_TTABLE) {
            if (i > 1 && frozen == depth + 1 && s->rank == depth + 1) {
                s->problem = "is ragged: numbers beside rows";
                ok = false;
            } else {
                ok = scan_table(L, s, depth + 1);
            }
        } else if (s->rank != depth + 1) {
            s->problem = "is ragged: numbers beside rows";
            ok = false;
        } else if (type == LUA_TBOOLEAN) {
            s->kind = s->kind < KIND_BOOL ? KIND_BOOL : s->kind;
        } else if (type == LUA_TNUMBER && lua_isinteger(L, -1)) {
            lua_Integer v = lua_tointeger(L, -1);
            s->kind = s->kind < KIND_INT ? KIND_INT : s->kind;
            s->wide = s->wide || v > INT32_MAX || v < INT32_MIN;
        } else if (type == LUA_TNUMBER) {
            s->kind = KIND_FLOAT;
        } else {
            s->problem = type == LUA_TNIL ? "has a hole" : "holds something that is neither number nor boolean";
            ok = false;
        }
        lua_pop(L, 1);
        if (!ok)
            return false;
        frozen = s->rank;
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
        char text[160];
        lua_pop(L, 1);
        strcpy(text, "a table that should become a tensor ");
        strncat(text, s.problem, 100);
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
