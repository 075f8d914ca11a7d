/* The host part of lunula.h: a Lua state with Lunula in it, run from C. Prints nothing itself (a script's print does). */
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "lualib/lualib.h"
#include "lunula.h"

int luaopen_lunula(lua_State *L);

struct lunula_host {
    lua_State *L;
    char *message; /* malloc'd; NULL when there is none */
};

static void set_message(lunula_host *host, const char *text)
{
    free(host->message);
    host->message = text == NULL ? NULL : strdup(text);
}

static int open_all(lua_State *L)
{
    luaL_openlibs(L);
    luaL_requiref(L, "lunula", luaopen_lunula, 0);
    lua_getfield(L, -1, "help");
    lua_setglobal(L, "help");
    /* As lua.c does. Temporaries die young, and a young collection costs the same however much else there is. */
    lua_gc(L, LUA_GCGEN, 0, 0);
    return 0;
}

lunula_host *lunula_host_create(void)
{
    lunula_host *host = calloc(1, sizeof *host);
    if (host == NULL)
        return NULL;
    host->L = luaL_newstate();
    if (host->L == NULL) {
        free(host);
        return NULL;
    }
    lua_pushcfunction(host->L, open_all);
    if (lua_pcall(host->L, 0, 0, 0) != LUA_OK)
        set_message(host, luaL_tolstring(host->L, -1, NULL));
    lua_settop(host->L, 0);
    return host;
}

void lunula_host_free(lunula_host *host)
{
    if (host == NULL)
        return;
    lua_close(host->L);
    free(host->message);
    free(host);
}

const char *lunula_host_message(const lunula_host *host)
{
    return host->message == NULL ? "" : host->message;
}

void *lunula_host_state(lunula_host *host)
{
    return host->L;
}

lunula_runtime *lunula_host_runtime(lunula_host *host)
{
    return ln_runtime(host->L);
}

static int traceback(lua_State *L)
{
    const char *message = lua_type(L, 1) == LUA_TSTRING || luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL
                              ? luaL_tolstring(L, 1, NULL)
                              : lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
    luaL_traceback(L, L, message, 1);
    return 1;
}

/* Calls the function below its `count` arguments; keeps all results when `results` is LUA_MULTRET. */
static lunula_status run(lunula_host *host, int count, int results)
{
    lua_State *L = host->L;
    int at = lua_gettop(L) - count;
    lua_pushcfunction(L, traceback);
    lua_insert(L, at);
    int status = lua_pcall(L, count, results, at);
    lua_remove(L, at);
    if (status == LUA_OK)
        return LUNULA_OK;
    set_message(host, lua_tostring(L, -1));
    lua_settop(L, 0);
    return status == LUA_ERRMEM ? LUNULA_ERROR_MEMORY : LUNULA_ERROR_SCRIPT;
}

static lunula_status loaded(lunula_host *host, int status)
{
    if (status == LUA_OK)
        return LUNULA_OK;
    set_message(host, lua_tostring(host->L, -1));
    lua_settop(host->L, 0);
    return status == LUA_ERRFILE ? LUNULA_ERROR_IO : LUNULA_ERROR_SCRIPT;
}

lunula_status lunula_host_run_file(lunula_host *host, const char *path, int argc, char **argv)
{
    lua_State *L = host->L;
    lua_settop(L, 0);
    luaL_checkstack(L, argc + 8, "many arguments");
    lua_createtable(L, argc, 1);
    for (int i = 0; i < argc; i++) {
        lua_pushstring(L, argv[i]);
        lua_rawseti(L, -2, i);
    }
    lua_setglobal(L, "arg");
    lunula_status status = loaded(host, luaL_loadfile(L, strcmp(path, "-") == 0 ? NULL : path));
    if (status != LUNULA_OK)
        return status;
    for (int i = 1; i < argc; i++)
        lua_pushstring(L, argv[i]);
    return run(host, argc > 1 ? argc - 1 : 0, 0);
}

/* Loads "return TEXT", or TEXT when that is no expression. */
static int load_line(lua_State *L, const char *text, const char *name, bool expression)
{
    if (expression) {
        const char *wrapped = lua_pushfstring(L, "return %s", text);
        int status = luaL_loadbuffer(L, wrapped, strlen(wrapped), name);
        lua_remove(L, -2);
        if (status == LUA_OK)
            return status;
        lua_pop(L, 1);
    }
    return luaL_loadbuffer(L, text, strlen(text), name);
}

lunula_status lunula_host_run_string(lunula_host *host, const char *text, const char *name, bool print)
{
    lua_State *L = host->L;
    lua_settop(L, 0);
    lunula_status status = loaded(host, load_line(L, text, name, print));
    if (status == LUNULA_OK)
        status = run(host, 0, LUA_MULTRET);
    int count = lua_gettop(L);
    if (status == LUNULA_OK && print && count > 0) {
        lua_pushvalue(L, 1);
        lua_setglobal(L, "_");
        lua_getglobal(L, "print");
        lua_insert(L, 1);
        status = run(host, count, 0);
    }
    lua_settop(L, 0);
    return status;
}

bool lunula_host_is_incomplete(lunula_host *host, const char *text)
{
    lua_State *L = host->L;
    bool incomplete = false;
    if (load_line(L, text, "=stdin", true) == LUA_ERRSYNTAX) {
        size_t length;
        const char *message = lua_tolstring(L, -1, &length);
        incomplete = length >= 5 && strcmp(message + length - 5, "<eof>") == 0;
    }
    lua_settop(L, 0);
    return incomplete;
}
