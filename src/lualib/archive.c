/* core.zip and core.h5: files that hold others, in memory, for the Lua half. Written on lunula.h alone. Bytes are uint8 tensors of one
 * axis; where bytes are read, a path may stand for those of its file. */
#include <string.h>

#include "lualib/lualib.h"

#define ZIP_TYPE "lunula.zip"
#define H5_TYPE "lunula.h5"

typedef struct archive {
    lunula_zip *zip;
    lunula_h5 *h5;
} archive;

static void check_count(lua_State *L, int index, const char *function)
{
    if (lua_type(L, index) != LUA_TTABLE)
        ln_raise_text(L, "%s: expected a table, got %s", function, luaL_typename(L, index));
}

static int close_archive(lua_State *L)
{
    archive *a = luaL_testudata(L, 1, ZIP_TYPE);
    lunula_runtime *runtime = ln_runtime(L);
    if (a == NULL)
        a = luaL_checkudata(L, 1, H5_TYPE);
    if (runtime != NULL && a->zip != NULL)
        lunula_zip_close(runtime, a->zip);
    if (runtime != NULL && a->h5 != NULL)
        lunula_h5_close(runtime, a->h5);
    a->zip = NULL;
    a->h5 = NULL;
    return 0;
}

/* Pushes an empty archive, then the bytes that are meant by the first two arguments, then their origin's name, which it returns. */
static const char *push_source(lua_State *L, const char *type, const char *function)
{
    lua_settop(L, 2);
    archive *a = lua_newuserdatauv(L, sizeof *a, 0);
    a->zip = NULL;
    a->h5 = NULL;
    luaL_setmetatable(L, type);
    if (lua_type(L, 1) == LUA_TSTRING) {
        lunula_tensor *bytes;
        const char *path = ln_check_path(L, function);
        ln_push_box(L);
        if (lunula_read_file(ln_runtime(L), path, &bytes) != LUNULA_OK)
            ln_raise(L);
        ln_fill_tensor(L, bytes);
        lua_pushfstring(L, "'%s'", path);
    } else {
        if (ln_test_tensor(L, 1) == NULL)
            ln_raise_text(L, "%s: expected a path or bytes (a uint8 tensor), got %s", function, luaL_typename(L, 1));
        lua_pushvalue(L, 1);
        lua_pushstring(L, luaL_optstring(L, 2, "bytes"));
    }
    return lua_tostring(L, -1);
}

/* Zip -------------------------------------------------------------------------------------------------------------- */

static lunula_zip *check_zip(lua_State *L)
{
    archive *a = luaL_checkudata(L, 1, ZIP_TYPE);
    if (a->zip == NULL)
        ln_raise_text(L, "the zip archive is closed");
    return a->zip;
}

/* open(path or bytes, where?) */
static int open_zip(lua_State *L)
{
    const char *where = push_source(L, ZIP_TYPE, "zip.open");
    archive *a = lua_touserdata(L, -3);
    if (lunula_zip_open(ln_runtime(L), where, ln_check_tensor(L, -2), &a->zip) != LUNULA_OK)
        return ln_raise(L);
    lua_pushvalue(L, -3);
    return 1;
}

/* members(): a list of { name =, size =, packed = } */
static int zip_members(lua_State *L)
{
    lunula_zip *zip = check_zip(L);
    int64_t count = lunula_zip_count(zip);
    lua_createtable(L, (int)count, 0);
    for (int64_t i = 0; i < count; i++) {
        uint64_t packed, size = lunula_zip_size(zip, i, &packed);
        lua_createtable(L, 0, 3);
        lua_pushstring(L, lunula_zip_name(zip, i));
        lua_setfield(L, -2, "name");
        lua_pushinteger(L, (lua_Integer)size);
        lua_setfield(L, -2, "size");
        lua_pushinteger(L, (lua_Integer)packed);
        lua_setfield(L, -2, "packed");
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* read(name, limit?): the bytes of a member; nil when there is none of that name. */
static int zip_read(lua_State *L)
{
    lunula_zip *zip = check_zip(L);
    const char *name = luaL_checkstring(L, 2);
    lua_Integer limit = luaL_optinteger(L, 3, 0);
    for (int64_t i = 0; i < lunula_zip_count(zip); i++)
        if (strcmp(lunula_zip_name(zip, i), name) == 0) {
            lunula_tensor *bytes;
            ln_push_box(L);
            if (lunula_zip_read(ln_runtime(L), zip, i, (uint64_t)limit, &bytes) != LUNULA_OK)
                return ln_raise(L);
            ln_fill_tensor(L, bytes);
            return 1;
        }
    lua_pushnil(L);
    return 1;
}

/* format({ { name =, bytes = }, ... }, where?, deflated?): the bytes of an archive, its members stored unless `deflated`. */
static int format_zip(lua_State *L)
{
    check_count(L, 1, "zip.format");
    lua_settop(L, 3);
    int count = (int)lua_rawlen(L, 1);
    const char *where = luaL_optstring(L, 2, "a zip archive");
    lunula_zip_member *members = lua_newuserdatauv(L, ((size_t)count + 1) * sizeof *members, 0);
    lunula_tensor *bytes;
    ln_push_box(L);
    for (int i = 0; i < count; i++) { /* the table keeps what is borrowed alive */
        if (lua_rawgeti(L, 1, i + 1) != LUA_TTABLE || lua_getfield(L, -1, "name") != LUA_TSTRING)
            return ln_raise_text(L, "zip.format: member %d: expected { name =, bytes = }", i + 1);
        members[i].name = lua_tostring(L, -1);
        lua_getfield(L, -2, "bytes");
        members[i].bytes = ln_check_bytes(L, -1, members[i].name, &members[i].size);
        lua_pop(L, 3);
    }
    if (lunula_zip_format(ln_runtime(L), where, members, count, lua_toboolean(L, 3), &bytes) != LUNULA_OK)
        return ln_raise(L);
    ln_fill_tensor(L, bytes);
    return 1;
}

/* HDF5 ------------------------------------------------------------------------------------------------------------- */

static lunula_h5 *check_h5(lua_State *L)
{
    archive *a = luaL_checkudata(L, 1, H5_TYPE);
    if (a->h5 == NULL)
        ln_raise_text(L, "the HDF5 file is closed");
    return a->h5;
}

static const lunula_h5_value *find_object(lua_State *L, lunula_h5 *h5)
{
    size_t length;
    const char *path = luaL_checklstring(L, 2, &length);
    return strlen(path) == length ? lunula_h5_find(h5, path) : NULL;
}

static const lunula_h5_value *check_object(lua_State *L, lunula_h5 *h5)
{
    const lunula_h5_value *object = find_object(L, h5);
    if (object == NULL)
        ln_raise_text(L, "the HDF5 file has no object '%s'", lua_tostring(L, 2));
    return object;
}

/* open(path or bytes, where?) */
static int open_h5(lua_State *L)
{
    const char *where = push_source(L, H5_TYPE, "h5.open");
    archive *a = lua_touserdata(L, -3);
    if (lunula_h5_open(ln_runtime(L), where, ln_check_tensor(L, -2), &a->h5) != LUNULA_OK)
        return ln_raise(L);
    lua_pushvalue(L, -3);
    return 1;
}

static void push_object(lua_State *L, const lunula_h5_value *object)
{
    static const char *const kinds[] = { "group", "numbers", "text", "other" };
    lunula_h5_kind kind = lunula_h5_kind_of(object);
    lua_createtable(L, 0, 5);
    lua_pushstring(L, lunula_h5_name(object));
    lua_setfield(L, -2, "path");
    lua_pushstring(L, kinds[kind]);
    lua_setfield(L, -2, "kind");
    if (kind == LUNULA_H5_GROUP)
        return;
    int rank = lunula_h5_rank(object);
    lua_createtable(L, rank, 0);
    for (int i = 0; i < rank; i++) {
        lua_pushinteger(L, lunula_h5_shape(object)[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, "shape");
    if (kind != LUNULA_H5_NUMBERS)
        return;
    lua_pushstring(L, lunula_dtype_name(lunula_h5_dtype(object)));
    lua_setfield(L, -2, "dtype");
    lua_pushinteger(L, lunula_h5_size(object) * (lua_Integer)lunula_dtype_size(lunula_h5_dtype(object)));
    lua_setfield(L, -2, "bytes");
}

/* objects(): a list, sorted by path, of { path =, kind = "group" | "numbers" | "text" | "other", shape =, dtype =, bytes = } */
static int h5_objects(lua_State *L)
{
    lunula_h5 *h5 = check_h5(L);
    int64_t count = lunula_h5_count(h5);
    lua_createtable(L, (int)count, 0);
    for (int64_t i = 0; i < count; i++) {
        push_object(L, lunula_h5_at(h5, i));
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

static int h5_find(lua_State *L)
{
    const lunula_h5_value *object = find_object(L, check_h5(L));
    if (object == NULL)
        lua_pushnil(L);
    else
        push_object(L, object);
    return 1;
}

/* Pushes the tensor of a dataset or an attribute. */
static void push_numbers(lua_State *L, lunula_h5 *h5, const lunula_h5_value *value)
{
    lunula_tensor *t;
    ln_push_box(L);
    if (lunula_h5_read(ln_runtime(L), h5, value, &t) != LUNULA_OK)
        ln_raise(L);
    ln_fill_tensor(L, t);
}

/* Pushes a list of texts. */
static void push_texts(lua_State *L, lunula_h5 *h5, const lunula_h5_value *value)
{
    lua_newtable(L);
    for (int64_t i = 0; i < lunula_h5_size(value); i++) {
        const char *text;
        size_t length;
        if (lunula_h5_text(ln_runtime(L), h5, value, i, &text, &length) != LUNULA_OK)
            ln_raise(L);
        lua_pushlstring(L, text, length);
        lua_rawseti(L, -2, i + 1);
    }
}

/* read(path): the tensor of a dataset of numbers. */
static int h5_read(lua_State *L)
{
    lunula_h5 *h5 = check_h5(L);
    push_numbers(L, h5, check_object(L, h5));
    return 1;
}

/* texts(path): the list of a dataset of texts. */
static int h5_texts(lua_State *L)
{
    lunula_h5 *h5 = check_h5(L);
    push_texts(L, h5, check_object(L, h5));
    return 1;
}

/* attribute(path, name): a string, a list of strings or a tensor; nil when there is none. */
static int h5_attribute(lua_State *L)
{
    lunula_h5 *h5 = check_h5(L);
    const lunula_h5_value *object = check_object(L, h5), *value;
    const char *name = luaL_checkstring(L, 3);
    for (int64_t i = 0; (value = lunula_h5_attribute(object, i)) != NULL; i++)
        if (strcmp(lunula_h5_name(value), name) == 0)
            break;
    if (value == NULL)
        lua_pushnil(L);
    else if (lunula_h5_kind_of(value) != LUNULA_H5_TEXT)
        push_numbers(L, h5, value);
    else {
        push_texts(L, h5, value);
        if (lunula_h5_rank(value) == 0 && lunula_h5_size(value) == 1)
            lua_rawgeti(L, -1, 1);
    }
    return 1;
}

static int h5_attributes(lua_State *L)
{
    lunula_h5 *h5 = check_h5(L);
    const lunula_h5_value *object = check_object(L, h5), *value;
    lua_newtable(L);
    for (int64_t i = 0; (value = lunula_h5_attribute(object, i)) != NULL; i++) {
        lua_pushstring(L, lunula_h5_name(value));
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* The attributes of item `index`, whose table is on top of the stack: { { name, text }, ... }. Their list is kept in the table at
 * `kept`. */
static void check_attributes(lua_State *L, int index, int kept, lunula_h5_item *item)
{
    item->attributes = NULL;
    item->attribute_count = 0;
    if (lua_getfield(L, -1, "attributes") == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    check_count(L, -1, "h5.format: attributes");
    int count = (int)lua_rawlen(L, -1);
    const char **texts = lua_newuserdatauv(L, 2 * (size_t)count * sizeof *texts + 1, 0);
    for (int i = 0; i < count; i++) {
        if (lua_rawgeti(L, -2, i + 1) != LUA_TTABLE)
            ln_raise_text(L, "h5.format: item %d: expected attributes { { name, text }, ... }", index);
        for (int k = 0; k < 2; k++) {
            if (lua_rawgeti(L, -1 - k, k + 1) != LUA_TSTRING)
                ln_raise_text(L, "h5.format: item %d: expected attributes { { name, text }, ... }", index);
            texts[2 * i + k] = lua_tostring(L, -1);
        }
        lua_pop(L, 3);
    }
    item->attributes = texts;
    item->attribute_count = count;
    lua_rawseti(L, kept, index);
    lua_pop(L, 1);
}

/* format({ { path =, tensor =, attributes = { { name, text }, ... } }, ... }, where?): the bytes of a file. */
static int format_h5(lua_State *L)
{
    check_count(L, 1, "h5.format");
    int count = (int)lua_rawlen(L, 1);
    const char *where = luaL_optstring(L, 2, "an HDF5 file");
    lunula_h5_item *items = lua_newuserdatauv(L, ((size_t)count + 1) * sizeof *items, 0);
    lunula_tensor *bytes;
    lua_newtable(L);
    int kept = lua_gettop(L);
    for (int i = 0; i < count; i++) { /* the table keeps what is borrowed alive */
        if (lua_rawgeti(L, 1, i + 1) != LUA_TTABLE || lua_getfield(L, -1, "path") != LUA_TSTRING)
            return ln_raise_text(L, "h5.format: item %d: expected { path =, tensor =, attributes = }", i + 1);
        items[i].path = lua_tostring(L, -1);
        lua_pop(L, 1);
        check_attributes(L, i + 1, kept, &items[i]);
        lua_pop(L, 1);
    }
    ln_push_box(L);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 1, i + 1);
        items[i].tensor = lua_getfield(L, -1, "tensor") == LUA_TNIL ? NULL : ln_check_tensor(L, -1);
        lua_pop(L, 2);
    }
    if (lunula_h5_format(ln_runtime(L), where, items, count, &bytes) != LUNULA_OK)
        return ln_raise(L);
    ln_fill_tensor(L, bytes);
    return 1;
}

static void make_type(lua_State *L, const char *type, const luaL_Reg *methods)
{
    luaL_newmetatable(L, type);
    lua_pushcfunction(L, close_archive);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, close_archive);
    lua_setfield(L, -2, "__close");
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

void ln_open_archive(lua_State *L)
{
    static const luaL_Reg zip[] = { { "open", open_zip }, { "format", format_zip }, { NULL, NULL } };
    static const luaL_Reg zip_methods[] = {
        { "members", zip_members }, { "read", zip_read }, { "close", close_archive }, { NULL, NULL }
    };
    static const luaL_Reg h5[] = { { "open", open_h5 }, { "format", format_h5 }, { NULL, NULL } };
    static const luaL_Reg h5_methods[] = { { "objects", h5_objects },     { "find", h5_find },
                                           { "read", h5_read },           { "texts", h5_texts },
                                           { "attribute", h5_attribute }, { "attributes", h5_attributes },
                                           { "close", close_archive },    { NULL, NULL } };
    make_type(L, ZIP_TYPE, zip_methods);
    make_type(L, H5_TYPE, h5_methods);
    luaL_newlib(L, zip);
    lua_setfield(L, -2, "zip");
    luaL_newlib(L, h5);
    lua_setfield(L, -2, "h5");
}
