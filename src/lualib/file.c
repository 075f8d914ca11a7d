/* core.file: files read and written and folders made for the Lua half; bytes as strings and tensors. Written on lunula.h alone. */
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

/* read(path): the bytes of a file, a uint8 tensor. */
static int read_file(lua_State *L)
{
    lunula_tensor *bytes;
    const char *path = ln_check_path(L, "read");
    ln_push_box(L);
    if (lunula_read_file(ln_runtime(L), path, &bytes) != LUNULA_OK)
        return ln_raise(L);
    ln_fill_tensor(L, bytes);
    return 1;
}

const void *ln_check_bytes(lua_State *L, int index, const char *what, size_t *size)
{
    if (lua_type(L, index) == LUA_TSTRING)
        return lua_tolstring(L, index, size);
    lunula_tensor *t = ln_test_tensor(L, index);
    bool fits = t != NULL && lunula_tensor_dtype(t) == LUNULA_UINT8;
    if (!fits || (lunula_tensor_data(t) == NULL && lunula_tensor_size(t) != 0))
        ln_raise_text(L, "%s: expected a string or a uint8 tensor", what);
    *size = (size_t)lunula_tensor_size(t);
    return lunula_tensor_data(t);
}

/* write(path, bytes): the file is replaced at once. */
static int write_file(lua_State *L)
{
    size_t size;
    const char *path = ln_check_path(L, "write");
    const void *bytes = ln_check_bytes(L, 2, "write: bytes", &size);
    if (lunula_write_file(ln_runtime(L), path, bytes, size) != LUNULA_OK)
        return ln_raise(L);
    return 0;
}

/* text(bytes): the string of a uint8 tensor's bytes. */
static int bytes_text(lua_State *L)
{
    size_t size;
    const void *bytes = ln_check_bytes(L, 1, "text: bytes", &size);
    lua_pushlstring(L, bytes == NULL ? "" : bytes, size);
    return 1;
}

/* bytes(string): its bytes, a uint8 tensor. */
static int text_bytes(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    lunula_tensor *t;
    ln_push_box(L);
    if (lunula_tensor_create(ln_runtime(L), LUNULA_UINT8, 1, &(int64_t){ (int64_t)size }, text, &t) != LUNULA_OK)
        return ln_raise(L);
    ln_fill_tensor(L, t);
    return 1;
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
    static const luaL_Reg functions[] = {
        { "read", read_file }, { "write", write_file }, { "make_folder", make_folder }, { NULL, NULL }
    };
    luaL_newlib(L, functions);
    lua_setfield(L, -2, "file");
    lua_pushcfunction(L, bytes_text);
    lua_setfield(L, -2, "text");
    lua_pushcfunction(L, text_bytes);
    lua_setfield(L, -2, "bytes");
}
