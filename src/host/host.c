/* The host part of lunula.h: a Lua state with Lunula in it, run from C. Prints nothing itself (a script's print does). */
#include "host/host.h"

#include <string.h>

#include <lualib.h>

#include "lualib/lualib.h"

int luaopen_lunula(lua_State *L);

/* Messages ---------------------------------------------------------------------------------------------------------- */

static void forget_message(lunula_host *host)
{
    lunula_allocate(host->runtime, host->message, host->message_bytes, 0);
    host->message = NULL;
    host->message_bytes = 0;
    host->last_words = NULL;
}

lunula_status ln_host_fail(lunula_host *host, lunula_status status, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = lunula_allocate(host->runtime, NULL, 0, bytes);
    if (copy != NULL)
        memcpy(copy, text, bytes);
    forget_message(host);
    host->message = copy;
    host->message_bytes = copy == NULL ? 0 : bytes;
    host->last_words = copy != NULL                    ? NULL
                       : status == LUNULA_ERROR_MEMORY ? "out of memory"
                                                       : "an error, and no memory for its message";
    lunula_set_message(host->runtime, status, copy != NULL ? copy : host->last_words);
    return status;
}

const char *lunula_host_message(const lunula_host *host)
{
    return host->message != NULL ? host->message : host->last_words != NULL ? host->last_words : "";
}

/* Protected calls --------------------------------------------------------------------------------------------------- */

static int traceback(lua_State *L)
{
    const char *message = lua_type(L, 1) == LUA_TSTRING || luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL
                              ? luaL_tolstring(L, 1, NULL)
                              : lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
    luaL_traceback(L, L, message, 1);
    return 1;
}

/* The status of the error on top of the stack: that of the runtime's last error when it carries its message and is not the script's own doing. */
static lunula_status status_of(lunula_host *host, int code)
{
    const char *message = lua_tostring(host->L, -1), *reason = lunula_message(host->runtime);
    lunula_status status = lunula_last_status(host->runtime);
    if (host->stopped != LUNULA_OK)
        return host->stopped;
    /* The Lua half may have put something around Lua's own message. */
    if (code == LUA_ERRMEM || (host->starved && message != NULL && strstr(message, "not enough memory") != NULL))
        return LUNULA_ERROR_MEMORY;
    bool carries = message != NULL && reason[0] != '\0' && strstr(message, reason) != NULL;
    if (carries && (status == LUNULA_ERROR_MEMORY || status == LUNULA_ERROR_CANCELLED || status == LUNULA_ERROR_LIMIT))
        return status;
    return LUNULA_ERROR_SCRIPT;
}

static void enter(lunula_host *host)
{
    if (host->depth++ > 0)
        return;
    host->stopped = LUNULA_OK;
    host->starved = false;
    host->used = host->grace = 0;
    host->before = uselocale(host->plain);
    lunula_set_message(host->runtime, LUNULA_OK, "");
    if (host->options.time_limit > 0)
        lunula_set_time_limit(host->runtime, host->options.time_limit);
}

/* An error may have torn out of a trace or a step: nobody goes on with it. */
static void leave(lunula_host *host, lunula_status status)
{
    if (--host->depth > 0)
        return;
    if (status != LUNULA_OK)
        lunula_stop_recording(host->runtime);
    if (host->options.time_limit > 0)
        lunula_set_time_limit(host->runtime, 0);
    uselocale(host->before);
}

lunula_status ln_host_protect(lunula_host *host, lua_CFunction body, void *data)
{
    lua_State *L = host->L;
    int top = lua_gettop(L);
    lunula_status status = LUNULA_OK;
    enter(host);
    if (!lua_checkstack(L, LUA_MINSTACK)) {
        status = ln_host_fail(host, LUNULA_ERROR_MEMORY, "out of memory for Lua's stack");
    } else {
        lua_pushcfunction(L, traceback);
        lua_pushcfunction(L, body);
        lua_pushlightuserdata(L, data);
        int code = lua_pcall(L, 1, 0, top + 1);
        if (code != LUA_OK) {
            status = status_of(host, code);
            const char *text = code == LUA_ERRMEM && host->stopped != LUNULA_OK ? host->why : lua_tostring(L, -1);
            ln_host_fail(host, status, text != NULL ? text : "an error without a message");
        }
        lua_settop(L, top);
    }
    leave(host, status);
    return status;
}

/* Creation ---------------------------------------------------------------------------------------------------------- */

/* Lua's libraries, but for patterns whose search can be stopped. */
static void open_trusted(lua_State *L)
{
    luaL_openlibs(L);
    lua_getglobal(L, "string");
    ln_host_open_patterns(L);
    lua_pop(L, 1);
}

static int open_all(lua_State *L)
{
    lunula_host *host = lua_touserdata(L, 1);
    bool restricted = host->options.level == LUNULA_RESTRICTED;
    if (restricted || host->options.cancellable || host->options.instruction_limit != 0 || host->options.time_limit > 0)
        ln_host_count(L, host);
    if (restricted)
        ln_host_open_restricted(L);
    else
        open_trusted(L);
    if (host->counted)
        ln_host_open_calls(L);
    ln_host_open_output(L);
    ln_use_runtime(L, host->runtime, &host->boxes, restricted);
    luaL_requiref(L, "lunula", luaopen_lunula, 0);
    ln_host_hide_terminal(L);
    if (!restricted) {
        lua_getfield(L, -1, "help");
        lua_setglobal(L, "help");
    }
    lua_getglobal(L, "require");
    lua_pushliteral(L, "lunula.host");
    lua_call(L, 1, 1);
    host->half = luaL_ref(L, LUA_REGISTRYINDEX);
    if (restricted)
        ln_host_push_environment(L);
    else
        lua_pushglobaltable(L);
    host->environment = luaL_ref(L, LUA_REGISTRYINDEX);
    ln_host_open_functions(L);
    /* As lua.c does. Temporaries die young, and a young collection costs the same however much else there is. */
    lua_gc(L, LUA_GCGEN, 0, 0);
    return 0;
}

static void fill_in(lunula_host_options *options)
{
    if (options->level != LUNULA_RESTRICTED)
        return;
    options->runtime.no_files = true;
    if (!(options->time_limit > 0))
        options->time_limit = 10;
    if (options->runtime.memory_limit == 0)
        options->runtime.memory_limit = (size_t)256 << 20;
}

lunula_host *lunula_host_create(const lunula_host_options *given)
{
    lunula_host_options options = { 0 };
    if (given != NULL)
        options = *given;
    fill_in(&options);
    lunula_runtime *runtime = lunula_create(&options.runtime);
    lunula_host *host = runtime == NULL ? NULL : lunula_allocate(runtime, NULL, 0, sizeof *host);
    if (host == NULL) {
        lunula_free(runtime);
        return NULL;
    }
    *host = (lunula_host){ .runtime = runtime, .options = options, .boxes = { .runtime = runtime } };
    host->plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (ln_host_make_reserve(host))
        host->L = lua_newstate(ln_host_allocate, host);
    if (host->L == NULL) {
        lunula_host_free(host);
        return NULL;
    }
    *(lunula_host **)lua_getextraspace(host->L) = host;
    host->options.time_limit = 0; /* loading is not the scripts' time */
    lunula_status status = ln_host_protect(host, open_all, host);
    host->options.time_limit = options.time_limit;
    if (status == LUNULA_ERROR_MEMORY) {
        lunula_host_free(host);
        return NULL;
    }
    return host;
}

void lunula_host_free(lunula_host *host)
{
    if (host == NULL)
        return;
    lunula_runtime *runtime = host->runtime;
    while (host->objects != NULL)
        lunula_object_free(host->objects);
    if (host->L != NULL)
        lua_close(host->L);
    ln_boxes_free(&host->boxes);
    ln_host_free_reserve(host);
    forget_message(host);
    if (host->plain != (locale_t)0)
        freelocale(host->plain);
    lunula_allocate(runtime, host, sizeof *host, 0);
    lunula_free(runtime);
}

void *lunula_host_state(lunula_host *host)
{
    return host->L;
}

lunula_runtime *lunula_host_runtime(lunula_host *host)
{
    return host->runtime;
}

void ln_host_push_half(lua_State *L, const char *name)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, ln_host_of(L)->half);
    lua_getfield(L, -1, name);
    lua_remove(L, -2);
}

/* Running scripts --------------------------------------------------------------------------------------------------- */

typedef struct script {
    lunula_host *host;
    const char *path, *text, *name;
    int argc;
    char **argv;
    bool print;
    lunula_status failed; /* of loading */
    const lunula_arg *args;
    lunula_arg *results;
    int count, room, got;
} script;

/* The chunk on top of the stack sees the scripts' globals. */
static void set_environment(lua_State *L, lunula_host *host)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, host->environment);
    if (lua_setupvalue(L, -2, 1) == NULL)
        lua_pop(L, 1);
}

/* Text alone in a restricted host, and under no name of the Lua half's. */
static int load_text(lua_State *L, lunula_host *host, const char *text, size_t size, const char *name)
{
    bool restricted = host->options.level == LUNULA_RESTRICTED;
    if (restricted && strncmp(name, "@lunula/", 8) == 0)
        name = "=script";
    return luaL_loadbufferx(L, text, size, name, restricted ? "t" : NULL);
}

/* Loads "return TEXT", or TEXT when that is no expression. */
static int load_line(lua_State *L, lunula_host *host, const char *text, const char *name, bool expression)
{
    if (text == NULL || name == NULL)
        return luaL_error(L, "the %s is NULL", text == NULL ? "text" : "name of a text");
    if (expression) {
        const char *wrapped = lua_pushfstring(L, "return %s", text);
        int status = load_text(L, host, wrapped, strlen(wrapped), name);
        lua_remove(L, -2);
        if (status == LUA_OK)
            return status;
        lua_pop(L, 1);
    }
    return load_text(L, host, text, strlen(text), name);
}

static int run_file(lua_State *L)
{
    script *s = lua_touserdata(L, 1);
    if (s->path == NULL)
        return luaL_error(L, "the path is NULL");
    luaL_checkstack(L, s->argc + 8, "many arguments");
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->host->environment);
    lua_createtable(L, s->argc, 1);
    for (int i = 0; i < s->argc; i++) {
        lua_pushstring(L, s->argv[i]);
        lua_rawseti(L, -2, i);
    }
    lua_setfield(L, -2, "arg");
    bool restricted = s->host->options.level == LUNULA_RESTRICTED;
    int status = luaL_loadfilex(L, strcmp(s->path, "-") == 0 ? NULL : s->path, restricted ? "t" : NULL);
    if (status != LUA_OK) {
        s->failed = status == LUA_ERRFILE ? LUNULA_ERROR_IO : LUNULA_OK;
        return lua_error(L);
    }
    set_environment(L, s->host);
    for (int i = 1; i < s->argc; i++)
        lua_pushstring(L, s->argv[i]);
    lua_call(L, s->argc > 1 ? s->argc - 1 : 0, 0);
    return 0;
}

lunula_status lunula_host_run_file(lunula_host *host, const char *path, int argc, char **argv)
{
    script s = { .host = host, .path = path, .argc = argc, .argv = argv };
    lunula_status status = ln_host_protect(host, run_file, &s);
    return status == LUNULA_ERROR_SCRIPT && s.failed != LUNULA_OK ? s.failed : status;
}

static int run_string(lua_State *L)
{
    script *s = lua_touserdata(L, 1);
    if (load_line(L, s->host, s->text, s->name, s->print) != LUA_OK)
        return lua_error(L);
    set_environment(L, s->host);
    int base = lua_gettop(L);
    lua_call(L, 0, LUA_MULTRET);
    int count = lua_gettop(L) - base + 1;
    if (!s->print || count == 0)
        return 0;
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->host->environment);
    lua_pushvalue(L, base);
    lua_setfield(L, -2, "_");
    lua_getfield(L, -1, "print");
    lua_replace(L, -2);
    lua_insert(L, base);
    lua_call(L, count, 0);
    return 0;
}

lunula_status lunula_host_run_string(lunula_host *host, const char *text, const char *name, bool print)
{
    script s = { .host = host, .text = text, .name = name, .print = print };
    return ln_host_protect(host, run_string, &s);
}

static int evaluate(lua_State *L)
{
    script *s = lua_touserdata(L, 1);
    if (load_line(L, s->host, s->text, s->name, false) != LUA_OK)
        return lua_error(L);
    set_environment(L, s->host);
    luaL_checkstack(L, s->count + 8, "many arguments");
    for (int i = 0; i < s->count; i++)
        ln_host_push(L, s->host, &s->args[i]);
    lua_call(L, s->count, s->room);
    for (int i = 0, first = lua_gettop(L) - s->room + 1; i < s->room; i++) {
        ln_host_take(L, s->host, first + i, &s->results[i]);
        s->got = i + 1;
    }
    return 0;
}

lunula_status lunula_host_evaluate(lunula_host *host, const char *text, const char *name, const lunula_arg *args, int count,
                                   lunula_arg *results, int room, int *got)
{
    script s = { .host = host, .text = text, .name = name, .args = args, .count = count, .results = results, .room = room };
    lunula_status status = ln_host_protect(host, evaluate, &s);
    if (status != LUNULA_OK) {
        lunula_results_free(host, results, s.got);
        s.got = 0;
    }
    if (got != NULL)
        *got = s.got;
    return status;
}

static int try_load(lua_State *L)
{
    script *s = lua_touserdata(L, 1);
    if (load_line(L, s->host, s->text, "=stdin", true) == LUA_ERRSYNTAX) {
        size_t length;
        const char *message = lua_tolstring(L, -1, &length);
        s->print = length >= 5 && strcmp(message + length - 5, "<eof>") == 0;
    }
    return 0;
}

bool lunula_host_is_incomplete(lunula_host *host, const char *text)
{
    script s = { .host = host, .text = text };
    return ln_host_protect(host, try_load, &s) == LUNULA_OK && s.print;
}
