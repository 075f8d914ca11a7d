/* core.file: files written and folders made for the Lua half. Written on lunula.h alone. */
#include <string.h>

#include "lualib/lualib.h"

const char *ln_check_path(lua_State *L, const char *function)
{
    if (lua_type(L, 1) != LUA_TSTRING)
        ln_raise_text(L, "%s: path: expected a string, got %s", function, luaL_typename(L, 1));
    size_t length;
    const char *path = lua_tolstring(L, 1, &length);
    if (length == 0 || strlen(path) != length)
        ln_raise_text(L, "%s: path: it is empty or holds a zero byte", function);
    return path;
}

/* write(path, bytes): the file is replaced at once. */
static int write_file(lua_State *L)
{
    size_t size;
    const char *path = ln_check_path(L, "write"), *bytes = luaL_checklstring(L, 2, &size);
    if (lunula_write_file(ln_runtime(L), path, bytes, size) != LUNULA_OK)
        return ln_raise(L);
    return 0;
}

/* make_folder(path): and the folders above it, where they are not there. */
static int make_folder(lua_State *L)
{
    if (lunula_make_folder(ln_runtime(L), ln_check_path(L, "make_folder")) != LUNULA_OK)
        return ln_raise(L);
    return 0;
}

void ln_open_file(lua_State *L)
{
    static const luaL_Reg functions[] = { { "write", write_file }, { "make_folder", make_folder }, { NULL, NULL } };
    luaL_newlib(L, functions);
    lua_setfield(L, -2, "file");
}
