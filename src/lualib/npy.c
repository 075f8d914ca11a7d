/* core.npy: files of tensors for the Lua half. Written on lunula.h alone. */
#include "lualib/lualib.h"

#define NPZ_TYPE "lunula.npz"

static int load_npy(lua_State *L)
{
    const char *path = ln_check_path(L, "load_npy");
    lunula_tensor *t;
    ln_push_box(L);
    if (lunula_load_npy(ln_runtime(L), path, &t) != LUNULA_OK)
        return ln_raise(L);
    ln_fill_tensor(L, t);
    return 1;
}

static int save_npy(lua_State *L)
{
    const char *path = ln_check_path(L, "save_npy");
    if (lunula_save_npy(ln_runtime(L), path, ln_check_tensor(L, 2)) != LUNULA_OK)
        return ln_raise(L);
    return 0;
}

static int close_npz(lua_State *L)
{
    lunula_npz **box = lua_touserdata(L, 1);
    if (*box != NULL)
        lunula_npz_close(ln_runtime(L), *box);
    *box = NULL;
    return 0;
}

/* load_npz(path): a table name -> tensor, and the list of names in the archive's order. */
static int load_npz(lua_State *L)
{
    const char *path = ln_check_path(L, "load_npz");
    lunula_runtime *runtime = ln_runtime(L);
    lunula_npz **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    luaL_setmetatable(L, NPZ_TYPE);
    lua_toclose(L, -1); /* closed on return and on error alike */
    lua_newtable(L);
    lua_newtable(L);
    if (lunula_npz_open(runtime, path, box) != LUNULA_OK)
        return ln_raise(L);
    for (int64_t i = 0; i < lunula_npz_count(*box); i++) {
        lunula_tensor *t;
        lua_pushstring(L, lunula_npz_name(*box, i));
        ln_push_box(L);
        if (lunula_npz_load(runtime, *box, i, &t) != LUNULA_OK)
            return ln_raise(L);
        ln_fill_tensor(L, t);
        lua_pushvalue(L, -2);
        lua_rawseti(L, -4, i + 1);
        lua_rawset(L, -4);
    }
    return 2;
}

/* save_npz(path, names, tensors, compressed): two lists of one length. */
static int save_npz(lua_State *L)
{
    const char *path = ln_check_path(L, "save_npz");
    luaL_checktype(L, 2, LUA_TTABLE);
    luaL_checktype(L, 3, LUA_TTABLE);
    lua_settop(L, 4);
    bool compressed = lua_toboolean(L, 4);
    int count = (int)lua_rawlen(L, 2);
    const char **names = lua_newuserdatauv(L, (size_t)count * sizeof *names + 1, 0);
    lunula_tensor **tensors = lua_newuserdatauv(L, (size_t)count * sizeof *tensors + 1, 0);
    for (int i = 0; i < count; i++) { /* both lists keep what is borrowed from them alive */
        lua_rawgeti(L, 2, i + 1);
        lua_rawgeti(L, 3, i + 1);
        luaL_checktype(L, -2, LUA_TSTRING); /* not a number, whose text would be garbage at once */
        names[i] = lua_tostring(L, -2);
        tensors[i] = ln_check_tensor(L, -1);
        lua_pop(L, 2);
    }
    if (lunula_npz_save(ln_runtime(L), path, names, tensors, count, compressed) != LUNULA_OK)
        return ln_raise(L);
    return 0;
}

void ln_open_npy(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "load_npy", load_npy }, { "save_npy", save_npy }, { "load_npz", load_npz }, { "save_npz", save_npz }, { NULL, NULL }
    };
    luaL_newlib(L, functions);
    lua_setfield(L, -2, "npy");
    luaL_newmetatable(L, NPZ_TYPE);
    lua_pushcfunction(L, close_npz);
    lua_setfield(L, -2, "__close");
    lua_pushcfunction(L, close_npz);
    lua_setfield(L, -2, "__gc"); /* where there was no memory to call __close */
    lua_pop(L, 1);
}
