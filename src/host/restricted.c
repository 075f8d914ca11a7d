/* Restricted hosts: what their scripts see. The Lua half has globals of its own; a script's are a list of those that can do no harm, as functions
 * that keep to the budget. */
#include <string.h>

#include <lualib.h>

#include "host/host.h"

enum { BYTES_PER_UNIT = 32 };

static const char metatables_key = 0;

/* Functions of Lua's libraries, charged by the size of what they are given ------------------------------------------- */

static uint64_t size_of(lua_State *L, int index)
{
    int type = lua_type(L, index);
    return type == LUA_TSTRING || type == LUA_TTABLE ? (uint64_t)lua_rawlen(L, index) : 0;
}

/* The upvalue is the function. */
static int charged(lua_State *L)
{
    uint64_t size = 0;
    for (int i = lua_gettop(L); i >= 1; i--)
        size += size_of(L, i);
    ln_host_charge(L, ln_host_of(L), 1 + size / BYTES_PER_UNIT);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* Tables whose length or elements are what functions say could keep C code busy without end. */
static void check_plain(lua_State *L, int index)
{
    static const char *const events[] = { "__len", "__index", "__newindex" };
    luaL_checktype(L, index, LUA_TTABLE);
    for (int i = 0; i < 3; i++)
        if (luaL_getmetafield(L, index, events[i]) != LUA_TNIL)
            luaL_error(L, "bad argument #%d (a restricted host takes only tables without '%s' here)", index, events[i]);
}

static int on_table(lua_State *L)
{
    check_plain(L, 1);
    ln_host_charge(L, ln_host_of(L), 1 + (uint64_t)lua_rawlen(L, 1) / BYTES_PER_UNIT);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int table_sort(lua_State *L)
{
    check_plain(L, 1);
    uint64_t n = lua_rawlen(L, 1), cost = 1;
    for (uint64_t m = n; m > 1; m /= 2)
        cost += n;
    ln_host_charge(L, ln_host_of(L), cost);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int table_move(lua_State *L)
{
    int to = lua_isnoneornil(L, 5) ? 1 : 5;
    lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3), at = luaL_checkinteger(L, 4);
    lunula_host *host = ln_host_of(L);
    check_plain(L, 1);
    check_plain(L, to);
    if (last < first) {
        lua_pushvalue(L, to);
        return 1;
    }
    luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
    lua_Integer count = last - first + 1;
    luaL_argcheck(L, at <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
    bool backwards = !(at > last || at <= first || (to != 1 && !lua_rawequal(L, 1, to)));
    for (lua_Integer i = 0; i < count; i++) {
        lua_Integer k = backwards ? count - 1 - i : i;
        ln_host_charge(L, host, 1);
        lua_rawgeti(L, 1, first + k);
        lua_rawseti(L, to, at + k);
    }
    lua_pushvalue(L, to);
    return 1;
}

static int string_rep(lua_State *L)
{
    size_t length, between = 0;
    luaL_checklstring(L, 1, &length);
    lua_Integer count = luaL_checkinteger(L, 2);
    luaL_optlstring(L, 3, "", &between);
    if (count <= 0 || length + between == 0) { /* Lua would count to the end */
        lua_pushliteral(L, "");
        return 1;
    }
    double bytes = (double)count * (double)(length + between);
    ln_host_charge(L, ln_host_of(L), bytes > 1e15 ? (uint64_t)1e15 : 1 + (uint64_t)bytes / BYTES_PER_UNIT);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* Base functions ---------------------------------------------------------------------------------------------------- */

/* Finalizers run with hooks off, so that none may be a script's. Metatables that scripts set are theirs to read; others are locked. */
static int set_metatable(lua_State *L)
{
    int type = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return luaL_error(L, "cannot change a protected metatable");
    if (type == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "a restricted host has no finalizers ('__gc')");
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

/* Whether the metatable on top of the stack was set by a script. */
static bool is_own(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &metatables_key);
    lua_pushvalue(L, -2);
    bool own = lua_rawget(L, -2) != LUA_TNIL;
    lua_pop(L, 2);
    return own;
}

static int script_set_metatable(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (lua_getmetatable(L, 1)) {
        if (!is_own(L))
            return luaL_error(L, "cannot change a protected metatable");
        lua_pop(L, 1);
    }
    int results = set_metatable(L);
    if (lua_getmetatable(L, 1)) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &metatables_key);
        lua_insert(L, -2);
        lua_pushboolean(L, 1);
        lua_rawset(L, -3);
        lua_settop(L, 1);
    }
    return results;
}

static int script_get_metatable(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_getmetatable(L, 1)) {
        lua_pushnil(L);
        return 1;
    }
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return 1;
    if (!is_own(L))
        lua_pushboolean(L, 0);
    return 1;
}

/* load(text, name, mode, env): text alone, and under no name of the Lua half's. */
static int script_load(lua_State *L)
{
    size_t size;
    if (lua_type(L, 1) != LUA_TSTRING)
        return luaL_error(L, "bad argument #1 to 'load' (a restricted host loads strings, got %s)", luaL_typename(L, 1));
    const char *text = lua_tolstring(L, 1, &size), *name = luaL_optstring(L, 2, text), *mode = luaL_optstring(L, 3, "t");
    bool own = !lua_isnone(L, 4);
    ln_host_charge(L, ln_host_of(L), 1 + size);
    if (strchr(mode, 't') == NULL || strncmp(name, "@lunula/", 8) == 0) {
        luaL_pushfail(L);
        lua_pushstring(L, strchr(mode, 't') == NULL ? "attempt to load a text chunk (a restricted host loads no other)"
                                                    : "a chunk's name can't begin with '@lunula/'");
        return 2;
    }
    if (luaL_loadbufferx(L, text, size, name, "t") != LUA_OK) {
        luaL_pushfail(L);
        lua_insert(L, -2);
        return 2;
    }
    if (own)
        lua_pushvalue(L, 4);
    else
        lua_rawgeti(L, LUA_REGISTRYINDEX, ln_host_of(L)->environment);
    if (lua_setupvalue(L, -2, 1) == NULL)
        lua_pop(L, 1);
    return 1;
}

static int script_require(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    if (strcmp(name, "lunula") != 0)
        return luaL_error(L, "module '%s' can't be loaded in a restricted host", name);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, "lunula");
    return 1;
}

static int script_collect(lua_State *L)
{
    if (strcmp(luaL_optstring(L, 1, "collect"), "count") != 0)
        return luaL_error(L, "bad argument #1 to 'collectgarbage' (a restricted host knows 'count' alone)");
    int kib = lua_gc(L, LUA_GCCOUNT), bytes = lua_gc(L, LUA_GCCOUNTB);
    lua_pushnumber(L, (lua_Number)kib + (lua_Number)bytes / 1024);
    return 1;
}

/* Opening ----------------------------------------------------------------------------------------------------------- */

/* Replaces functions of the table on top by `wrapper` around them. */
static void wrap(lua_State *L, const char *const *names, lua_CFunction wrapper)
{
    for (; *names != NULL; names++) {
        lua_getfield(L, -1, *names);
        lua_pushcclosure(L, wrapper, 1);
        lua_setfield(L, -2, *names);
    }
}

static void open_string(lua_State *L)
{
    static const char *const costly[] = { "byte", "format", "len", "lower", "pack", "reverse", "sub", "unpack", "upper", NULL };
    static const char *const rep[] = { "rep", NULL };
    lua_getglobal(L, "string");
    wrap(L, costly, charged);
    wrap(L, rep, string_rep);
    ln_host_open_patterns(L);
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_pop(L, 1);
}

static void open_table(lua_State *L)
{
    static const char *const lists[] = { "concat", "insert", "remove", "unpack", NULL }, *const sort[] = { "sort", NULL };
    lua_getglobal(L, "table");
    wrap(L, lists, on_table);
    wrap(L, sort, table_sort);
    lua_pushcfunction(L, table_move);
    lua_setfield(L, -2, "move");
    lua_pop(L, 1);
}

void ln_host_open_restricted(lua_State *L)
{
    static const luaL_Reg libraries[] = { { LUA_GNAME, luaopen_base },          { LUA_LOADLIBNAME, luaopen_package },
                                          { LUA_COLIBNAME, luaopen_coroutine }, { LUA_TABLIBNAME, luaopen_table },
                                          { LUA_STRLIBNAME, luaopen_string },   { LUA_MATHLIBNAME, luaopen_math },
                                          { LUA_UTF8LIBNAME, luaopen_utf8 },    { NULL, NULL } };
    static const char *const gone[] = { "dofile", "loadfile", "load", "collectgarbage", NULL }, *const utf8[] = { "codepoint",
                                                                                                                  "len", "offset",
                                                                                                                  NULL };
    static const char *const numbers[] = { "tonumber", NULL };
    for (const luaL_Reg *library = libraries; library->func != NULL; library++) {
        luaL_requiref(L, library->name, library->func, 1);
        lua_pop(L, 1);
    }
    open_string(L);
    open_table(L);
    lua_getglobal(L, "utf8");
    wrap(L, utf8, charged);
    lua_pushglobaltable(L);
    wrap(L, numbers, charged);
    lua_pushcfunction(L, set_metatable);
    lua_setfield(L, -2, "setmetatable");
    for (int i = 0; gone[i] != NULL; i++) {
        lua_pushnil(L);
        lua_setfield(L, -2, gone[i]);
    }
    /* The Lua half comes from memory: nothing is looked for on the disk. */
    lua_getglobal(L, "package");
    lua_pushliteral(L, "");
    lua_setfield(L, -2, "path");
    lua_pushliteral(L, "");
    lua_setfield(L, -2, "cpath");
    lua_pushnil(L);
    lua_setfield(L, -2, "loadlib");
    lua_newtable(L); /* metatables that scripts have set */
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &metatables_key);
    lua_settop(L, 1);
}

/* Copies members of the global table `from` into a fresh table, which becomes a member of the one on top. */
static void copy_library(lua_State *L, const char *name)
{
    lua_newtable(L);
    lua_getglobal(L, name);
    lua_pushnil(L);
    while (lua_next(L, -2) != 0) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, -5);
    }
    lua_pop(L, 1);
    lua_setfield(L, -2, name);
}

void ln_host_push_environment(lua_State *L)
{
    static const char *const globals[] = { "assert",   "error",  "ipairs", "next",     "pairs",  "pcall",    "print",
                                           "rawequal", "rawget", "rawlen", "rawset",   "select", "tonumber", "tostring",
                                           "type",     "warn",   "xpcall", "_VERSION", NULL };
    static const char *const libraries[] = { "coroutine", "math", "string", "table", "utf8", NULL };
    static const luaL_Reg own[] = { { "setmetatable", script_set_metatable },
                                    { "getmetatable", script_get_metatable },
                                    { "load", script_load },
                                    { "require", script_require },
                                    { "collectgarbage", script_collect },
                                    { NULL, NULL } };
    lua_newtable(L);
    for (int i = 0; globals[i] != NULL; i++) {
        lua_getglobal(L, globals[i]);
        lua_setfield(L, -2, globals[i]);
    }
    for (int i = 0; libraries[i] != NULL; i++)
        copy_library(L, libraries[i]);
    luaL_setfuncs(L, own, 0);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "_G");
    /* The methods of strings are those that scripts have; which table that is, they can't see. */
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
}
