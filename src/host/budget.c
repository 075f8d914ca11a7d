/* Budgets: what counts instructions and other work, and the calls that don't catch what ends them. */
#include <stdio.h>
#include <string.h>

#include "host/host.h"

enum { INTERVAL = 128, GRACE = 1000000, LOOKS = 16 };

/* Whether the runtime wants the call to end. What may hold that back (an update of weights, which is to be done wholly) has a grace for it, since a
 * script's function may be a part of that, and go on without end. */
static lunula_status ask(lunula_host *host)
{
    lunula_status status = lunula_poll(host->runtime);
    bool held = status == LUNULA_OK && lunula_hold_cancel(host->runtime, false);
    if (!held)
        return status;
    status = lunula_poll(host->runtime);
    lunula_hold_cancel(host->runtime, true);
    if (status == LUNULA_OK)
        return status;
    host->grace += INTERVAL;
    if (host->grace < GRACE)
        return LUNULA_OK;
    host->grace = 0; /* for what puts things right */
    return status;
}

bool ln_host_must_end(lunula_host *host)
{
    if (host->stopped != LUNULA_OK)
        return true;
    uint64_t limit = host->options.instruction_limit;
    if (limit != 0 && host->used > limit) {
        host->stopped = LUNULA_ERROR_LIMIT;
        snprintf(host->why, sizeof host->why, "the limit of %llu instructions is reached", (unsigned long long)limit);
    } else {
        host->stopped = ask(host);
        if (host->stopped != LUNULA_OK)
            snprintf(host->why, sizeof host->why, "%.90s", lunula_message(host->runtime));
    }
    return host->stopped != LUNULA_OK;
}

/* Whether the function at a level of the stack belongs to the Lua half. No script's chunk is named so: restricted.c sees to that. */
static bool is_half(lua_State *L, int level)
{
    lua_Debug frame;
    return lua_getstack(L, level, &frame) && lua_getinfo(L, "S", &frame) && strncmp(frame.source, "@lunula/", 8) == 0;
}

static void end_call(lua_State *L, lunula_host *host, int level, uint64_t units)
{
    if (host->grace < GRACE && is_half(L, level)) {
        host->grace += units;
        return;
    }
    luaL_where(L, level);
    lua_pushstring(L, host->why);
    lua_concat(L, 2);
    lua_error(L);
}

static void hook(lua_State *L, lua_Debug *frame)
{
    lunula_host *host = ln_host_of(L);
    (void)frame;
    host->used += INTERVAL;
    if (host->depth > 0 && ln_host_must_end(host))
        end_call(L, host, 0, INTERVAL);
}

void ln_host_count(lua_State *L, lunula_host *host)
{
    host->counted = true;
    lua_sethook(L, hook, LUA_MASKCOUNT, INTERVAL); /* coroutines inherit it */
}

void ln_host_charge(lua_State *L, lunula_host *host, uint64_t units)
{
    host->used += units;
    if (++host->checks % LOOKS != 0 && units <= GRACE / LOOKS)
        return;
    if (host->depth > 0) {
        if (ln_host_must_end(host))
            end_call(L, host, 1, units);
    } else if (!is_half(L, 1) &&
               lunula_poll(host->runtime) != LUNULA_OK) { /* who calls Lua itself has no budgets, but may cancel */
        luaL_error(L, "%s", lunula_message(host->runtime));
    }
}

bool ln_host_must_rethrow(lua_State *L, lunula_host *host)
{
    return host->stopped != LUNULA_OK && !(host->grace < GRACE && is_half(L, 1));
}

/* Calls that catch errors ------------------------------------------------------------------------------------------- */

/* What is on top of the stack is the error that a call ended with. */
static void rethrow(lua_State *L)
{
    if (ln_host_must_rethrow(L, ln_host_of(L)))
        lua_error(L);
}

/* In front of the results stand `extra` values and true. */
static int finish(lua_State *L, int status, lua_KContext extra)
{
    if (status == LUA_OK || status == LUA_YIELD)
        return lua_gettop(L) - (int)extra;
    rethrow(L);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

static int call_protected(lua_State *L)
{
    luaL_checkany(L, 1);
    ln_host_charge(L, ln_host_of(L), 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    return finish(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish), 0);
}

/* A handler runs with hooks off when the error comes from one, so that none of the script's may run then. */
static int handle(lua_State *L)
{
    if (ln_host_of(L)->stopped != LUNULA_OK)
        return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

static int call_handled(lua_State *L)
{
    luaL_checktype(L, 2, LUA_TFUNCTION);
    ln_host_charge(L, ln_host_of(L), 1);
    int count = lua_gettop(L);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, handle, 1);
    lua_replace(L, 2);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2); /* function, handler, true, function, arguments */
    return finish(L, lua_pcallk(L, count - 2, LUA_MULTRET, 2, 2, finish), 2);
}

/* Coroutines -------------------------------------------------------------------------------------------------------- */

static lua_State *check_coroutine(lua_State *L, int index)
{
    lua_State *co = lua_tothread(L, index);
    luaL_argexpected(L, co != NULL, index, "coroutine");
    return co;
}

/* Runs `co` with the `count` values on top of the stack; gives the number of results, which it pushes, or -1 with the error. */
static int resume(lua_State *L, lua_State *co, int count)
{
    int results;
    ln_host_charge(L, ln_host_of(L), 1);
    if (!lua_checkstack(co, count)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    lua_xmove(L, co, count);
    int status = lua_resume(co, L, count, &results);
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_xmove(co, L, 1);
        rethrow(L);
        return -1;
    }
    if (!lua_checkstack(L, results + 1)) {
        lua_pop(co, results);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(co, L, results);
    return results;
}

static int coroutine_resume(lua_State *L)
{
    lua_State *co = check_coroutine(L, 1);
    int results = resume(L, co, lua_gettop(L) - 1);
    lua_pushboolean(L, results >= 0);
    int count = results >= 0 ? results : 1;
    lua_insert(L, -(count + 1));
    return count + 1;
}

/* A coroutine that the budget ended is not closed: its finalizers would run with hooks off. */
static int wrapped(lua_State *L)
{
    lua_State *co = check_coroutine(L, lua_upvalueindex(1));
    int results = resume(L, co, lua_gettop(L));
    if (results >= 0)
        return results;
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_pop(L, 1);
        lua_resetthread(co);
        lua_xmove(co, L, 1);
    }
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int coroutine_wrap(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, wrapped, 1);
    return 1;
}

static int coroutine_close(lua_State *L)
{
    lua_State *co = check_coroutine(L, 1);
    int status = lua_status(co);
    lua_Debug frame;
    if (co == L || (status == LUA_OK && lua_getstack(co, 0, &frame)))
        return luaL_error(L, "cannot close a running coroutine");
    if (ln_host_of(L)->stopped != LUNULA_OK)
        return luaL_error(L, "%s", ln_host_of(L)->why);
    if (lua_resetthread(co) == LUA_OK) {
        lua_pushboolean(L, 1);
        return 1;
    }
    lua_pushboolean(L, 0);
    lua_xmove(co, L, 1);
    rethrow(L);
    return 2;
}

void ln_host_open_calls(lua_State *L)
{
    static const luaL_Reg globals[] = { { "pcall", call_protected }, { "xpcall", call_handled }, { NULL, NULL } };
    static const luaL_Reg coroutines[] = {
        { "resume", coroutine_resume }, { "wrap", coroutine_wrap }, { "close", coroutine_close }, { NULL, NULL }
    };
    lua_pushglobaltable(L);
    luaL_setfuncs(L, globals, 0);
    lua_getfield(L, -1, "coroutine");
    luaL_setfuncs(L, coroutines, 0);
    lua_pop(L, 2);
}
