/* A host that opens the Lua module in one state after the other, in two at once, and without memory for it, and closes them while the module's threads
 * have worked.
 * The folder of the module is argument 1. Prints "ok" or what failed. */
#include <stdio.h>
#include <stdlib.h>

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

static void prepare(lua_State *L, const char *folder)
{
    luaL_openlibs(L);
    lua_getglobal(L, "package");
    lua_pushfstring(L, "%s/?.so", folder);
    lua_setfield(L, -2, "cpath");
    lua_settop(L, 0);
}

static lua_State *open_state(const char *folder)
{
    lua_State *L = luaL_newstate();
    prepare(L, folder);
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

/* `*user` allocations that are left; fewer than none: as many as are wanted. */
static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    long *left = user;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    if (*left == 0 && (block == NULL || new_size > old_size))
        return NULL;
    *left -= *left > 0;
    return realloc(block, new_size);
}

/* Whether opening the module may fail at any allocation, and is then as if it hadn't been tried. */
static int starve(const char *folder)
{
    static const char half[] =
        "local ok, text = pcall(require, 'lunula.core') assert(ok or text:find('not found', 1, true), text)\n"
        "return type(require 'lunula'.losses)";
    long n, left;
    for (n = 1; n < 400; n++) {
        lua_State *L;
        left = -1;
        L = lua_newstate(allocate, &left);
        prepare(L, folder);
        luaL_loadstring(L, "require 'lunula'");
        left = n;
        int status = lua_pcall(L, 0, 0, 0);
        left = -1;
        if (status == LUA_OK || luaL_dostring(L, half) != LUA_OK) {
            printf("%ld allocations: %s\n", n, status == LUA_OK ? "enough" : lua_tostring(L, -1));
            return 0;
        }
        lua_close(L);
    }
    return 1;
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
    if (!starve(argv[1]))
        return 1;
    puts("ok");
    return 0;
}
