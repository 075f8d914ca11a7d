/* print, io.write and warn, where a host takes what they say or a restricted script may not. */
#include <stdio.h>
#include <string.h>

#include "host/host.h"

/* What scripts print. */
static void put(lunula_host *host, const char *text, size_t length)
{
    if (host->options.print != NULL)
        host->options.print(host->options.user, text, length);
}

static int say(lua_State *L, const char *between, const char *end)
{
    luaL_Buffer out;
    size_t length;
    int count = lua_gettop(L);
    luaL_buffinit(L, &out);
    for (int i = 1; i <= count; i++) {
        if (i > 1)
            luaL_addstring(&out, between);
        luaL_tolstring(L, i, NULL);
        luaL_addvalue(&out);
    }
    luaL_addstring(&out, end);
    luaL_pushresult(&out);
    const char *text = lua_tolstring(L, -1, &length);
    put(ln_host_of(L), text, length);
    return 0;
}

static int print(lua_State *L)
{
    return say(L, "\t", "\n");
}

static int io_write(lua_State *L)
{
    return say(L, "", "");
}

static int nothing(lua_State *L)
{
    (void)L;
    return 0;
}

static int no_file(lua_State *L)
{
    luaL_pushfail(L);
    lua_pushfstring(L, "%s: this host has no files", luaL_checkstring(L, 1));
    return 2;
}

/* Lua hands a warning over in pieces. As in lua.c, "@on" and "@off" are for the one who shows them: standard error, when no function takes them. */
static void warn(void *user, const char *piece, int more)
{
    lunula_host *host = user;
    if (!host->warning && !more && piece[0] == '@') {
        if (strcmp(piece, "@on") == 0 || strcmp(piece, "@off") == 0)
            host->warns = piece[2] == 'n';
        return;
    }
    if (!host->warning)
        host->text[0] = '\0';
    size_t used = strlen(host->text);
    snprintf(host->text + used, sizeof host->text - used, "%s", piece);
    host->warning = more != 0;
    if (more)
        return;
    if (host->options.log != NULL) {
        host->options.log(host->options.user, host->text);
    } else if (host->options.level == LUNULA_TRUSTED && host->warns) {
        fflush(stdout);
        fprintf(stderr, "Lua warning: %s\n", host->text);
        fflush(stderr);
    }
}

static int is_no_terminal(lua_State *L)
{
    lua_pushboolean(L, 0);
    return 1;
}

void ln_host_open_output(lua_State *L)
{
    lunula_host *host = ln_host_of(L);
    lua_setwarnf(L, warn, host);
    bool restricted = host->options.level == LUNULA_RESTRICTED;
    if (host->options.print == NULL && !restricted)
        return;
    lua_pushcfunction(L, print);
    lua_setglobal(L, "print");
    if (restricted) { /* what the Lua half asks of io */
        static const luaL_Reg io[] = { { "open", no_file }, { "flush", nothing }, { NULL, NULL } };
        luaL_newlib(L, io);
        lua_setglobal(L, "io");
    }
    lua_getglobal(L, "io");
    lua_pushcfunction(L, io_write);
    lua_setfield(L, -2, "write");
    lua_pop(L, 1);
}

void ln_host_hide_terminal(lua_State *L)
{
    if (ln_host_of(L)->options.print == NULL && ln_host_of(L)->options.level != LUNULA_RESTRICTED)
        return;
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, "lunula.core");
    lua_pushcfunction(L, is_no_terminal);
    lua_setfield(L, -2, "isatty");
    lua_pop(L, 2);
}
