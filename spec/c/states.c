/* A host that opens the Lua module in one state after the other, and in two at once, and closes them while the module's threads have worked.
 * The folder of the module is argument 1. Prints "ok" or what failed. */
#include <stdio.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

static const char script[] = "local keras = require 'lunula'\n"
                             "keras.config.threads(2)\n"
                             "local t = keras.ops.ones { 1000, 1000 }\n"
                             "assert(keras.ops.sum(t):item() == 1e6)\n"
                             "assert(keras.ops.matmul(t, t)[0][0]:item() == 1000)\n"
                             "name = keras.layers.Dense(3).name\n"
                             "kept = keras.Variable { 1.0, 2.0 }\n"
                             "collectgarbage 'generational'";

static lua_State *open_state(const char *folder)
{
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    lua_getglobal(L, "package");
    lua_pushfstring(L, "%s/?.so", folder);
    lua_setfield(L, -2, "cpath");
    lua_settop(L, 0);
    if (luaL_dostring(L, script) != LUA_OK) {
        puts(lua_tostring(L, -1));
        return NULL;
    }
    lua_getglobal(L, "name");
    if (luaL_checkstring(L, -1)[5] != '\0') {
        puts("names are shared among states");
        return NULL;
    }
    return L;
}

int main(int argc, char **argv)
{
    int i;
    if (argc != 2)
        return 2;
    for (i = 0; i < 10; i++) {
        lua_State *first = open_state(argv[1]), *second = open_state(argv[1]);
        if (first == NULL || second == NULL)
            return 1;
        lua_close(first);
        if (luaL_dostring(second, "assert(require 'lunula'.ops.sum(kept):item() == 3)") != LUA_OK) {
            puts(lua_tostring(second, -1));
            return 1;
        }
        lua_close(second);
    }
    puts("ok");
    return 0;
}
