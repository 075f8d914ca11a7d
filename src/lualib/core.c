/* The module lunula.core and the loader of the Lua half. Written on lunula.h alone. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "lualib/embedded.h"
#include "lualib/lualib.h"

static const char state_key = 0, null_key = 0;

ln_state *ln_state_of(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &state_key);
    ln_state *state = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return state;
}

lunula_runtime *ln_runtime(lua_State *L)
{
    return ln_state_of(L)->runtime;
}

void ln_push_null(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &null_key);
}

bool ln_is_null_at(lua_State *L, const ln_state *state, int index)
{
    return lua_type(L, index) == LUA_TUSERDATA && lua_touserdata(L, index) == state->null;
}

bool ln_is_null(lua_State *L, int index)
{
    return lua_type(L, index) == LUA_TUSERDATA && ln_is_null_at(L, ln_state_of(L), index);
}

/* Errors ---------------------------------------------------------------------------------------------------------- */

/* Pushes "file:line: " of the innermost frame outside the Lua half, or "". Between it and the error may stand composites; `caller` becomes
 * the name of the outermost, the one that the script called, or NULL. */
static void push_where(lua_State *L, const char **caller)
{
    lua_Debug frame;
    *caller = NULL;
    for (int level = 0; lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "Slf", &frame);
        const char *name = ln_composite_name(L);
        lua_pop(L, 1);
        if (name != NULL)
            *caller = name;
        if (frame.currentline > 0 && strncmp(frame.source, "@lunula/", 8) != 0) {
            lua_pushfstring(L, "%s:%d: ", frame.short_src, frame.currentline);
            return;
        }
    }
    lua_pushliteral(L, "");
}

/* Raises `text`, behind where it happened. Under a composite it starts with the composite's name, in the place of that of an op which
 * the composite is made of. */
static int raise_here(lua_State *L, const char *text)
{
    const char *caller, *colon = strchr(text, ':');
    push_where(L, &caller);
    size_t named = colon != NULL ? (size_t)(colon - text) : 0; /* a name that the text brings */
    if (caller != NULL && named > 0 &&
        (ln_is_op_name(L, text, named) || (strlen(caller) == named && strncmp(caller, text, named) == 0)))
        lua_pushfstring(L, "%s%s", caller, colon);
    else if (caller != NULL)
        lua_pushfstring(L, "%s: %s", caller, text);
    else
        lua_pushstring(L, text);
    lua_concat(L, 2);
    return lua_error(L);
}

int ln_raise_text(lua_State *L, const char *format, ...)
{
    char text[1200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return raise_here(L, text);
}

int ln_raise(lua_State *L)
{
    return ln_raise_text(L, "%s", lunula_message(ln_runtime(L)));
}

static int push_text(lua_State *L)
{
    lua_pushstring(L, lua_touserdata(L, 1));
    return 1;
}

void ln_push_text(lua_State *L, char *text)
{
    lua_pushcfunction(L, push_text);
    lua_pushlightuserdata(L, text);
    int status = lua_pcall(L, 1, 1, 0);
    lunula_string_free(ln_runtime(L), text);
    if (status != LUA_OK)
        lua_error(L);
}

static int core_raise(lua_State *L)
{
    return raise_here(L, luaL_checkstring(L, 1));
}

/* Functions with an environment of their own ------------------------------------------------------------------------ */

/* lua_dump's bytes. */
typedef struct dump {
    bool begun;
    luaL_Buffer bytes;
} dump;

static int write_chunk(lua_State *L, const void *data, size_t size, void *user)
{
    dump *d = user;
    if (!d->begun) /* lua_dump wants the function on top at first, the buffer wants the top from here on */
        luaL_buffinit(L, &d->bytes);
    d->begun = true;
    luaL_addlstring(&d->bytes, data, size);
    return 0;
}

static int environment_upvalue(lua_State *L, int function)
{
    const char *name;
    for (int i = 1; (name = lua_getupvalue(L, function, i)) != NULL; i++) {
        lua_pop(L, 1);
        if (strcmp(name, "_ENV") == 0)
            return i;
    }
    return 0;
}

/* core.with_env(fn, env): a copy of fn that shares every upvalue but _ENV, which is env. */
static int core_with_env(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    int env = lua_iscfunction(L, 1) ? 0 : environment_upvalue(L, 1);
    if (env == 0) {
        lua_settop(L, 1);
        return 1;
    }
    dump code = { .begun = false };
    lua_pushvalue(L, 1);
    lua_dump(L, write_chunk, &code, 0);
    luaL_pushresult(&code.bytes);
    size_t size;
    const char *bytes = lua_tolstring(L, -1, &size);
    if (luaL_loadbufferx(L, bytes, size, "copy", "b") != LUA_OK)
        return lua_error(L);
    int copy = lua_gettop(L);
    for (int i = 1; lua_getupvalue(L, 1, i) != NULL; i++) {
        lua_pop(L, 1);
        if (i != env)
            lua_upvaluejoin(L, copy, i, 1, i);
    }
    /* The fresh closure's upvalues are its own, so setting this one touches nobody else's. */
    lua_pushvalue(L, 2);
    lua_setupvalue(L, copy, env);
    return 1;
}

static int core_env_of(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    int env = lua_iscfunction(L, 1) ? 0 : environment_upvalue(L, 1);
    if (env == 0)
        return 0;
    lua_getupvalue(L, 1, env);
    return 1;
}

/* Settings ---------------------------------------------------------------------------------------------------------- */

static int core_unique_name(lua_State *L)
{
    char name[256];
    if (lunula_unique_name(ln_runtime(L), luaL_checkstring(L, 1), name, sizeof name) != LUNULA_OK)
        return ln_raise(L);
    lua_pushstring(L, name);
    return 1;
}

static int core_reset_names(lua_State *L)
{
    lunula_reset_names(ln_runtime(L));
    return 0;
}

static int core_floatx(lua_State *L)
{
    lua_pushstring(L, lunula_dtype_name(lunula_floatx(ln_runtime(L))));
    return 1;
}

static int core_set_floatx(lua_State *L)
{
    lunula_dtype dtype;
    const char *name = luaL_checkstring(L, 1);
    if (!lunula_dtype_find(name, &dtype))
        return ln_raise_text(L, "set_floatx: there is no dtype '%s'", name);
    if (lunula_set_floatx(ln_runtime(L), dtype) != LUNULA_OK)
        return ln_raise(L);
    return 0;
}

static int core_epsilon(lua_State *L)
{
    lua_pushnumber(L, lunula_epsilon(ln_runtime(L)));
    return 1;
}

static int core_set_epsilon(lua_State *L)
{
    lunula_set_epsilon(ln_runtime(L), luaL_checknumber(L, 1));
    return 0;
}

static int core_memory(lua_State *L)
{
    lunula_memory memory;
    lunula_memory_info(ln_runtime(L), &memory);
    lua_newtable(L);
    lua_pushinteger(L, (lua_Integer)memory.live_bytes);
    lua_setfield(L, -2, "live_bytes");
    lua_pushinteger(L, (lua_Integer)memory.lent_bytes);
    lua_setfield(L, -2, "lent_bytes");
    lua_pushinteger(L, (lua_Integer)memory.live_tensors);
    lua_setfield(L, -2, "live_tensors");
    lua_pushinteger(L, (lua_Integer)memory.cached_bytes);
    lua_setfield(L, -2, "cached_bytes");
    lua_pushinteger(L, (lua_Integer)memory.requests);
    lua_setfield(L, -2, "requests");
    lua_pushinteger(L, (lua_Integer)memory.limit);
    lua_setfield(L, -2, "limit");
    return 1;
}

static void check_free(lua_State *L, const char *what)
{
    if (ln_state_of(L)->restricted)
        ln_raise_text(L, "the %s of a restricted host can't be changed by its scripts", what);
}

static int core_set_memory_limit(lua_State *L)
{
    lua_Integer bytes = luaL_checkinteger(L, 1);
    check_free(L, "memory limit");
    if (bytes < 0)
        return ln_raise_text(L, "a memory limit can't be negative");
    lunula_set_memory_limit(ln_runtime(L), (size_t)bytes);
    return 0;
}

static int core_threads(lua_State *L)
{
    if (!lua_isnoneornil(L, 1)) {
        check_free(L, "number of threads");
        lunula_set_threads(ln_runtime(L), (int)luaL_checkinteger(L, 1));
    }
    lua_pushinteger(L, lunula_threads(ln_runtime(L)));
    return 1;
}

static int core_isatty(lua_State *L)
{
    lua_pushboolean(L, isatty(STDOUT_FILENO));
    return 1;
}

/* core.columns(): how many characters a line of the terminal at standard output holds; nil where that isn't known. */
static int core_columns(lua_State *L)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0)
        lua_pushinteger(L, size.ws_col);
    else
        lua_pushnil(L);
    return 1;
}

/* core.clock(): seconds of a clock that only goes forward; differences between two readings are what it is for. */
static int core_clock(lua_State *L)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    lua_pushnumber(L, (lua_Number)at.tv_sec + 1e-9 * (lua_Number)at.tv_nsec);
    return 1;
}

/* Loading ---------------------------------------------------------------------------------------------------------- */

static int null_tostring(lua_State *L)
{
    lua_pushliteral(L, "null");
    return 1;
}

static int state_gc(lua_State *L)
{
    ln_state *state = lua_touserdata(L, 1);
    if (!state->borrowed)
        lunula_free(state->runtime);
    state->runtime = NULL;
    return 0;
}

static int open_core(lua_State *L)
{
    static const luaL_Reg functions[] = { { "raise", core_raise },
                                          { "with_env", core_with_env },
                                          { "env_of", core_env_of },
                                          { "unique_name", core_unique_name },
                                          { "reset_names", core_reset_names },
                                          { "floatx", core_floatx },
                                          { "set_floatx", core_set_floatx },
                                          { "epsilon", core_epsilon },
                                          { "set_epsilon", core_set_epsilon },
                                          { "memory", core_memory },
                                          { "set_memory_limit", core_set_memory_limit },
                                          { "threads", core_threads },
                                          { "isatty", core_isatty },
                                          { "columns", core_columns },
                                          { "clock", core_clock },
                                          { NULL, NULL } };
    luaL_newlib(L, functions);
    lua_pushstring(L, lunula_version());
    lua_setfield(L, -2, "version");
    lua_pushstring(L, lunula_description());
    lua_setfield(L, -2, "description");
    ln_push_null(L);
    lua_setfield(L, -2, "null");
    ln_open_tensor(L);
    ln_open_index(L);
    ln_open_variable(L);
    ln_open_ops(L);
    ln_open_graph(L);
    ln_open_archive(L);
    ln_open_file(L);
    ln_open_npy(L);
    ln_open_json(L);
    return 1;
}

typedef struct source {
    FILE *file;
    char bytes[4096];
} source;

static const char *read_source(lua_State *L, void *user, size_t *size)
{
    (void)L;
    source *s = user;
    *size = fread(s->bytes, 1, sizeof s->bytes, s->file);
    return s->bytes;
}

/* The folder named by LUNULA_PATH, for work on the Lua half without rebuilding; pushes the loaded chunk. */
static bool load_from_folder(lua_State *L, const char *folder, const char *module)
{
    static const char *const endings[] = { ".lua", "/init.lua" };
    for (int i = 0; i < 2; i++) {
        const char *relative = lua_pushfstring(L, "%s%s", luaL_gsub(L, module, ".", "/"), endings[i]);
        const char *path = lua_pushfstring(L, "%s/%s", folder, relative), *chunk = lua_pushfstring(L, "@%s", relative);
        source from = { .file = fopen(path, "rb") };
        if (from.file == NULL) {
            lua_pop(L, 4);
            continue;
        }
        int status = lua_load(L, read_source, &from, chunk, "t");
        fclose(from.file);
        if (status != LUA_OK)
            lua_error(L);
        return true;
    }
    return false;
}

/* A searcher for package.searchers: the modules "lunula" and "lunula.*", of which lunula.core is this file's. */
static int search(lua_State *L)
{
    const char *module = luaL_checkstring(L, 1), *folder = ln_state_of(L)->restricted ? NULL : getenv("LUNULA_PATH");
    if (strncmp(module, "lunula", 6) != 0 || (module[6] != '\0' && module[6] != '.'))
        return 0;
    if (strcmp(module, "lunula.core") == 0) {
        lua_pushcfunction(L, open_core);
        return 1;
    }
    if (strstr(module, "..") != NULL || strchr(module, '/') != NULL)
        return 0;
    if (folder != NULL && folder[0] != '\0') { /* never a mixture of two halves */
        if (load_from_folder(L, folder, module))
            return 1;
        lua_pushfstring(L, "\n\tno module '%s' in the folder '%s' that LUNULA_PATH names", module, folder);
        return 1;
    }
    for (const ln_embedded_file *file = ln_embedded; file->module != NULL; file++)
        if (strcmp(file->module, module) == 0) {
            if (luaL_loadbufferx(L, file->text, file->size, file->chunk_name, "t") != LUA_OK)
                return lua_error(L);
            return 1;
        }
    lua_pushfstring(L, "\n\tno module '%s' in the Lua half", module);
    return 1;
}

int luaopen_lpeg(lua_State *L);

LUNULA_API int luaopen_lunula(lua_State *L);

static void set_up(lua_State *L, lunula_runtime *runtime, ln_boxes *boxes, bool restricted)
{
    ln_state *state = lua_newuserdatauv(L, sizeof *state, 0);
    *state = (ln_state){ .borrowed = runtime != NULL, .restricted = restricted, .boxes = boxes };
    lua_newtable(L);
    lua_pushcfunction(L, state_gc);
    lua_setfield(L, -2, "__gc");
    lua_setmetatable(L, -2);
    state->runtime = runtime != NULL ? runtime : lunula_create(NULL);
    if (state->runtime == NULL)
        luaL_error(L, "lunula: out of memory");
    state->null = lua_newuserdatauv(L, 0, 0);
    lua_newtable(L);
    lua_pushcfunction(L, null_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_pushliteral(L, "lunula.null");
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &null_key);
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "preload");
    if (lua_getfield(L, -1, "lpeg") == LUA_TNIL) {
        lua_pushcfunction(L, luaopen_lpeg);
        lua_setfield(L, -3, "lpeg");
    }
    lua_pop(L, 2);
    lua_pushboolean(L, 0); /* room for the state: once the searcher, which wants it, stands, nothing may fail */
    lua_rawsetp(L, LUA_REGISTRYINDEX, &state_key);
    lua_getfield(L, -1, "searchers");
    for (lua_Integer i = (lua_Integer)lua_rawlen(L, -1); i >= 2; i--) {
        lua_rawgeti(L, -1, i);
        lua_rawseti(L, -2, i + 1);
    }
    lua_pushcfunction(L, search);
    lua_rawseti(L, -2, 2);
    lua_pop(L, 2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &state_key); /* last: without memory for the rest, the next try begins anew */
}

void ln_use_runtime(lua_State *L, lunula_runtime *runtime, ln_boxes *boxes, bool restricted)
{
    int top = lua_gettop(L);
    set_up(L, runtime, boxes, restricted);
    lua_settop(L, top);
}

int luaopen_lunula(lua_State *L)
{
    lua_settop(L, 0);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &state_key) != LUA_TUSERDATA)
        set_up(L, NULL, NULL, false);
    lua_settop(L, 0);
    lua_pushcfunction(L, search);
    lua_pushliteral(L, "lunula");
    lua_call(L, 1, 1);
    if (!lua_isfunction(L, -1))
        return luaL_error(L, "lunula: its Lua half is missing:%s", lua_tostring(L, -1));
    lua_pushliteral(L, "lunula");
    lua_call(L, 1, 1);
    return 1;
}
