/* Variables and tapes as userdata. Written on lunula.h alone. */
#include <string.h>

#include "lualib/lualib.h"

/* Variables: one user value, a table of the fields that Lua sets (name, trainable, constraint, ...). */

static lunula_variable *check_variable(lua_State *L, int index)
{
    return *(lunula_variable **)luaL_checkudata(L, index, LN_VARIABLE_TYPE);
}

static int core_variable(lua_State *L)
{
    lua_settop(L, 3);
    ln_check_tensor(L, 1);
    lunula_variable **v = lua_newuserdatauv(L, sizeof *v, 1);
    *v = NULL;
    luaL_setmetatable(L, LN_VARIABLE_TYPE);
    lua_createtable(L, 0, 4);
    lua_pushvalue(L, 2);
    lua_setfield(L, -2, "name");
    lua_pushboolean(L, lua_isnil(L, 3) || lua_toboolean(L, 3));
    lua_setfield(L, -2, "trainable");
    lua_setiuservalue(L, -2, 1);
    if (lunula_variable_create(ln_runtime(L), ln_check_tensor(L, 1), v) != LUNULA_OK)
        return ln_raise(L);
    return 1;
}

static int variable_gc(lua_State *L)
{
    lunula_variable **v = luaL_checkudata(L, 1, LN_VARIABLE_TYPE);
    lunula_variable_release(*v);
    *v = NULL;
    return 0;
}

static int core_is_variable(lua_State *L)
{
    lua_pushboolean(L, luaL_testudata(L, 1, LN_VARIABLE_TYPE) != NULL);
    return 1;
}

/* v:assign(x), v:assign_add(x), v:assign_sub(x); each gives back the variable. */
static int assign(lua_State *L)
{
    const lunula_op *op = lua_touserdata(L, lua_upvalueindex(1));
    lunula_variable *v = check_variable(L, 1);
    lunula_tensor *old = op != NULL ? ln_check_tensor(L, 1) : NULL, *value;
    lua_settop(L, 2);
    lunula_status status = ln_to_tensor(L, 2, -1, true, &value);
    if (status == LUNULA_OK && op != NULL) {
        lunula_arg args[] = { { .kind = LUNULA_TENSOR, .as.tensor = old }, { .kind = LUNULA_TENSOR, .as.tensor = value } };
        lunula_tensor *outs[LUNULA_MAX_OUTPUTS];
        int count;
        status = lunula_call(ln_runtime(L), op, args, 2, outs, &count);
        lunula_tensor_release(value);
        value = outs[0];
    }
    if (status == LUNULA_OK) {
        status = lunula_variable_assign(ln_runtime(L), v, value);
        lunula_tensor_release(value);
    }
    if (status != LUNULA_OK) {
        if (lua_getiuservalue(L, 1, 1) == LUA_TTABLE && lua_getfield(L, -1, "name") == LUA_TSTRING)
            return ln_raise_text(L, "Variable \"%s\": %s", lua_tostring(L, -1), lunula_message(ln_runtime(L)));
        return ln_raise(L);
    }
    lua_settop(L, 1);
    return 1;
}

/* Upvalue 1: the tensor's __index, for shape, dtype, ops; upvalue 2: the variable's own methods. */
static int variable_index(lua_State *L)
{
    if (lua_type(L, 2) == LUA_TSTRING) {
        lua_pushvalue(L, 2);
        if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL)
            return 1;
        const char *key = lua_tostring(L, 2);
        if (strcmp(key, "value") == 0) {
            check_variable(L, 1);
            ln_push_tensor_at(L, 1);
            return 1;
        }
        lua_getiuservalue(L, 1, 1);
        lua_pushvalue(L, 2);
        if (lua_rawget(L, -2) != LUA_TNIL)
            return 1;
        if (strcmp(key, "constraint") == 0 || strcmp(key, "regularizer") == 0 || strcmp(key, "path") == 0 ||
            strcmp(key, "name") == 0 || strcmp(key, "overwrite_with_gradient") == 0) {
            lua_pushnil(L);
            return 1;
        }
        lua_settop(L, 2);
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 2, 1);
    return 1;
}

static int variable_newindex(lua_State *L)
{
    static const char *const fields[] = { "name", "trainable", "constraint", "regularizer", "path", "overwrite_with_gradient" };
    const char *key = luaL_checkstring(L, 2);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(fields[i], key) == 0) {
            lua_getiuservalue(L, 1, 1);
            lua_pushvalue(L, 2);
            lua_pushvalue(L, 3);
            lua_rawset(L, -3);
            return 0;
        }
    return ln_raise_text(L, "a Variable has no settable field '%s'; its value changes by assign, assign_add and assign_sub", key);
}

static int variable_tostring(lua_State *L)
{
    ln_push_tensor_at(L, 1);
    luaL_tolstring(L, -1, NULL);
    lua_getiuservalue(L, 1, 1);
    lua_getfield(L, -1, "name");
    if (lua_isstring(L, -1))
        lua_pushfstring(L, "<Variable name=%s, value=%s>", lua_tostring(L, -1), lua_tostring(L, -3));
    else
        lua_pushfstring(L, "<Variable value=%s>", lua_tostring(L, -3));
    return 1;
}

/* Tapes ----------------------------------------------------------------------------------------------------------- */

static lunula_tape *check_tape(lua_State *L)
{
    lunula_tape **tape = luaL_checkudata(L, 1, LN_TAPE_TYPE);
    if (*tape == NULL)
        ln_raise_text(L, "this tape was closed");
    return *tape;
}

static int core_tape(lua_State *L)
{
    lunula_tape **tape = lua_newuserdatauv(L, sizeof *tape, 0);
    *tape = NULL;
    luaL_setmetatable(L, LN_TAPE_TYPE);
    if (lunula_tape_start(ln_runtime(L), tape) != LUNULA_OK)
        return ln_raise(L);
    return 1;
}

static int tape_watch(lua_State *L)
{
    lunula_tape *tape = check_tape(L);
    for (int i = 2; i <= lua_gettop(L); i++)
        if (lunula_tape_watch(ln_runtime(L), tape, ln_check_tensor(L, i)) != LUNULA_OK)
            return ln_raise(L);
    lua_settop(L, 1);
    return 1;
}

static int tape_stop(lua_State *L)
{
    lunula_tape_stop(ln_runtime(L), check_tape(L));
    lua_settop(L, 1);
    return 1;
}

static int tape_close(lua_State *L)
{
    lunula_tape **tape = luaL_checkudata(L, 1, LN_TAPE_TYPE);
    if (*tape != NULL)
        lunula_tape_free(ln_runtime(L), *tape);
    *tape = NULL;
    return 0;
}

/* tape:gradient(target, sources, seed?) -> list, false where target doesn't depend on the source. */
static int tape_gradient(lua_State *L)
{
    luaL_checktype(L, 3, LUA_TTABLE);
    lua_settop(L, 4);
    int count = (int)lua_rawlen(L, 3);
    size_t bytes = (size_t)(count > 0 ? count : 1) * sizeof(lunula_tensor *);
    lunula_tensor **sources = lua_newuserdatauv(L, bytes, 0), **outs = lua_newuserdatauv(L, bytes, 0);
    luaL_checkstack(L, count + 8, "many sources");
    lua_createtable(L, count, 0);
    int result = lua_gettop(L);
    for (int i = 0; i < count; i++)
        ln_push_box(L);
    lunula_tape *tape = check_tape(L);
    lunula_tensor *target = ln_check_tensor(L, 2), *seed = lua_isnil(L, 4) ? NULL : ln_check_tensor(L, 4);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 3, i + 1);
        sources[i] = ln_check_tensor(L, -1);
        lua_pop(L, 1);
    }
    if (lunula_tape_gradient(ln_runtime(L), tape, target, seed, sources, count, outs) != LUNULA_OK)
        return ln_raise(L);
    for (int i = count; i > 0; i--) {
        if (outs[i - 1] == NULL)
            lua_pushboolean(L, 0);
        else {
            ln_fill_tensor(L, outs[i - 1]);
            lua_pushvalue(L, -1);
        }
        lua_rawseti(L, result, i);
        lua_pop(L, 1);
    }
    lua_settop(L, result);
    return 1;
}

void ln_open_variable(lua_State *L)
{
    static const luaL_Reg core[] = {
        { "variable", core_variable }, { "is_variable", core_is_variable }, { "tape", core_tape }, { NULL, NULL }
    };
    static const luaL_Reg tape[] = {
        { "watch", tape_watch }, { "stop", tape_stop }, { "gradient", tape_gradient }, { "close", tape_close }, { NULL, NULL }
    };
    lunula_runtime *runtime = ln_runtime(L);
    luaL_setfuncs(L, core, 0);
    luaL_newmetatable(L, LN_VARIABLE_TYPE); /* ln_open_tensor has given it arithmetic and the tensor's __index */
    lua_getfield(L, -1, "__index");
    lua_newtable(L);
    const char *names[][2] = { { "assign", NULL }, { "assign_add", "add" }, { "assign_sub", "subtract" } };
    for (int i = 0; i < 3; i++) {
        lua_pushlightuserdata(L, names[i][1] == NULL ? NULL : (void *)(uintptr_t)lunula_op_find(runtime, names[i][1]));
        lua_pushcclosure(L, assign, 1);
        lua_setfield(L, -2, names[i][0]);
    }
    lua_pushcclosure(L, variable_index, 2);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, variable_newindex);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, variable_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_pushcfunction(L, variable_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
    luaL_newmetatable(L, LN_TAPE_TYPE);
    luaL_newlib(L, tape);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, tape_close);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, tape_close);
    lua_setfield(L, -2, "__close");
    lua_pop(L, 1);
}
