/* The table of ops as Lua sees it: core.ops, core.define, and the facts that help shows. Written on lunula.h alone. */
#include <string.h>

#include "lualib/call.h"

static int op_function(lua_State *L)
{
    return ln_call_op(L, lua_gettop(L));
}

/* reshape(x, shape) as a local view alone, for a tensor in C order and a list of a few integers; false where the op must run. */
static bool push_reshaped(lua_State *L, ln_state *state)
{
    enum { FEW = 8 };
    int64_t shape[FEW];
    int whole = 1;
    lunula_tensor **box = lua_touserdata(L, 1);
    if (lua_type(L, 2) != LUA_TTABLE || !ln_has_local_views(state, box))
        return false;
    const int rank = (int)lua_rawlen(L, 2);
    if (rank < 1 || rank > FEW)
        return false;
    for (int i = 0; i < rank && whole; i++)
        shape[i] = lua_rawgeti(L, 2, i + 1) == LUA_TNUMBER ? lua_tointegerx(L, -1, &whole) : (whole = 0);
    if (!whole)
        return false;
    lunula_tensor **place = ln_push_box_of(L, state, lua_upvalueindex(2)), *x = *box;
    lunula_tensor *t = x == NULL ? NULL : lunula_local_reshape(state->runtime, x, rank, shape);
    if (t == NULL)
        return false;
    ln_fill_box(L, state, place, t);
    return true;
}

static int reshape_function(lua_State *L)
{
    const ln_callee *f = lua_touserdata(L, lua_upvalueindex(1));
    if (lua_gettop(L) == 2) {
        if (push_reshaped(L, f->state))
            return 1;
        lua_settop(L, 2);
    }
    return ln_call_op(L, lua_gettop(L));
}

/* Facts about functions, for help: core.op_info looks them up by function or by name. */
static const char info_key = 0;

static void push_info(lua_State *L, const char *name, const char *signature_text, const char *doc, const char *sample,
                      const lunula_signature *signature, bool internal)
{
    lua_newtable(L);
    lua_pushstring(L, name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, signature_text);
    lua_setfield(L, -2, "signature");
    lua_pushstring(L, doc);
    lua_setfield(L, -2, "doc");
    lua_pushstring(L, sample);
    lua_setfield(L, -2, "sample");
    lua_pushboolean(L, internal);
    lua_setfield(L, -2, "internal");
    lua_newtable(L);
    for (int i = 0; i < lunula_signature_count(signature); i++) {
        lunula_param p;
        lunula_signature_param(signature, i, &p);
        lua_newtable(L);
        lua_pushstring(L, p.name);
        lua_setfield(L, -2, "name");
        lua_pushstring(L, p.kind_name);
        lua_setfield(L, -2, "kind");
        lua_pushboolean(L, p.required);
        lua_setfield(L, -2, "required");
        lua_pushstring(L, p.default_text);
        lua_setfield(L, -2, "default");
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, "params");
}

/* Files the info on top under the function below it and under the name; pops the info. */
static void file_info(lua_State *L, const char *name)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &info_key);
    lua_pushvalue(L, -3);
    lua_pushvalue(L, -3);
    lua_rawset(L, -3);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, name);
    lua_pop(L, 2);
}

bool ln_is_op_name(lua_State *L, const char *text, size_t length)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &info_key) != LUA_TTABLE) {
        lua_pop(L, 1);
        return false;
    }
    lua_pushlstring(L, text, length);
    bool known = lua_rawget(L, -2) != LUA_TNIL;
    lua_pop(L, 2);
    return known;
}

/* core.define(name, signature, doc, sample, fn) */
static int core_define(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1), *text = luaL_checkstring(L, 2), *doc = luaL_checkstring(L, 3);
    const char *sample = luaL_optstring(L, 4, "");
    luaL_checktype(L, 5, LUA_TFUNCTION);
    const lunula_signature *signature = ln_push_composite(L, 1, text, 5);
    push_info(L, name, text, doc, sample, signature, false);
    file_info(L, name);
    return 1;
}

static int core_op_info(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &info_key);
    lua_pushvalue(L, 1);
    lua_rawget(L, -2);
    return 1;
}

static int core_promote(lua_State *L)
{
    lunula_dtype dtypes[16];
    bool weak[16];
    int count = lua_gettop(L);
    luaL_argcheck(L, count >= 1 && count <= 16, 1, "1 to 16 dtypes expected");
    for (int i = 0; i < count; i++) {
        const char *name = luaL_checkstring(L, i + 1);
        weak[i] = strcmp(name, "int") == 0 || strcmp(name, "float") == 0;
        if (weak[i])
            dtypes[i] = name[0] == 'i' ? LUNULA_INT32 : LUNULA_FLOAT64;
        else if (!lunula_dtype_find(name, &dtypes[i]))
            return ln_raise_text(L, "there is no dtype '%s'", name);
    }
    lua_pushstring(L, lunula_dtype_name(lunula_promote(ln_runtime(L), dtypes, weak, count)));
    return 1;
}

/* Pushes an op's function and files what help shows of it. */
static void push_filed(lua_State *L, const lunula_op *op)
{
    bool viewed = ln_state_of(L)->boxes != NULL && strcmp(lunula_op_name(op), "reshape") == 0;
    ln_push_op(L, op, viewed ? reshape_function : op_function);
    push_info(L, lunula_op_name(op), lunula_op_signature_text(op), lunula_op_doc(op), lunula_op_sample(op),
              lunula_op_signature(op), lunula_op_is_internal(op));
    file_info(L, lunula_op_name(op));
}

void ln_add_op(lua_State *L, const lunula_op *op)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, "lunula.core");
    lua_getfield(L, -1, "ops");
    push_filed(L, op);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, lunula_op_name(op));
    lua_replace(L, -4);
    lua_pop(L, 2);
}

void ln_open_ops(lua_State *L)
{
    static const luaL_Reg core[] = { { "define", core_define },
                                     { "op_info", core_op_info },
                                     { "promote", core_promote },
                                     { "on_history", ln_on_history },
                                     { NULL, NULL } };
    lunula_runtime *runtime = ln_runtime(L);
    ln_open_call(L);
    luaL_setfuncs(L, core, 0);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &info_key);
    lua_newtable(L);
    for (int i = 0; lunula_op_at(runtime, i) != NULL; i++) {
        const lunula_op *op = lunula_op_at(runtime, i);
        push_filed(L, op);
        lua_setfield(L, -2, lunula_op_name(op));
    }
    lua_setfield(L, -2, "ops");
}
