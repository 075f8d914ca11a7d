/* Fuzz target: configs of models. An input is a .keras archive; configs.lua opens it by every way in, and changes the config inside it piece by piece. */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int luaopen_lunula(lua_State *L);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* A state that has opened many files is given up, so that what they leave behind doesn't add up. */
enum { INPUTS_PER_STATE = 500 };

static lua_State *state(void)
{
    static lua_State *L;
    static int inputs;
    if (L != NULL && inputs++ < INPUTS_PER_STATE)
        return L;
    if (L != NULL)
        lua_close(L);
    inputs = 0;
    L = luaL_newstate();
    luaL_openlibs(L);
    luaL_requiref(L, "lunula", luaopen_lunula, 0);
    lua_settop(L, 0);
    if (luaL_dostring(L, "package.path = 'spec/fuzz/?.lua;' .. package.path; return require 'configs'") != LUA_OK) {
        fprintf(stderr, "%s\n", lua_tostring(L, -1));
        abort();
    }
    return L;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lua_State *L = state();
    lua_getfield(L, 1, "try_archive");
    lua_pushlstring(L, (const char *)data, size);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK || !lua_isnil(L, -1)) {
        fprintf(stderr, "%s\n", lua_tostring(L, -1));
        abort();
    }
    lua_settop(L, 1);
    return 0;
}

/* Seven times of eight a piece of the config is changed, else bytes of the archive. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    lua_State *L = state();
    size_t length = 0;
    const char *text = NULL;
    if (seed % 8 != 0) {
        lua_getfield(L, 1, "mutate_archive");
        lua_pushlstring(L, (const char *)data, size);
        lua_pushinteger(L, seed);
        if (lua_pcall(L, 2, 1, 0) == LUA_OK)
            text = lua_tolstring(L, -1, &length);
    }
    if (text == NULL || length > max_size) {
        length = LLVMFuzzerMutate(data, size, max_size);
    } else {
        memcpy(data, text, length);
    }
    lua_settop(L, 1);
    return length;
}
