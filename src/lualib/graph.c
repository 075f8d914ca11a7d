/* Traces and compiled graphs as userdata. Written on lunula.h alone. */
#include "lualib/lualib.h"

#define TRACE_TYPE "lunula.trace"
#define GRAPH_TYPE "lunula.graph"

enum { MOST_RESULTS = 200 };

static lunula_trace *check_trace(lua_State *L)
{
    lunula_trace **trace = luaL_checkudata(L, 1, TRACE_TYPE);
    if (*trace == NULL)
        ln_raise_text(L, "this trace has ended");
    return *trace;
}

/* core.trace(): records from here on. */
static int core_trace(lua_State *L)
{
    lunula_trace **trace = lua_newuserdatauv(L, sizeof *trace, 0);
    *trace = NULL;
    luaL_setmetatable(L, TRACE_TYPE);
    if (lunula_trace_start(ln_runtime(L), trace) != LUNULA_OK)
        return ln_raise(L);
    return 1;
}

static int trace_close(lua_State *L)
{
    lunula_trace **trace = luaL_checkudata(L, 1, TRACE_TYPE);
    lunula_trace_free(ln_runtime(L), *trace);
    *trace = NULL;
    return 0;
}

/* trace:input(t): a symbol like the tensor t. */
static int trace_input(lua_State *L)
{
    lunula_trace *trace = check_trace(L);
    lunula_tensor *like = ln_check_tensor(L, 2), *symbol;
    ln_push_box(L);
    if (lunula_trace_input(ln_runtime(L), trace, lunula_tensor_dtype(like), lunula_tensor_rank(like), lunula_tensor_shape(like),
                           &symbol) != LUNULA_OK)
        return ln_raise(L);
    ln_fill_tensor(L, symbol);
    return 1;
}

/* trace:compile { tensors }: the graph; the trace has ended then. */
static int trace_compile(lua_State *L)
{
    lunula_trace *trace = check_trace(L);
    luaL_checktype(L, 2, LUA_TTABLE);
    int count = (int)lua_rawlen(L, 2);
    lunula_tensor *results[MOST_RESULTS];
    if (count > MOST_RESULTS)
        return ln_raise_text(L, "a compiled function gives at most %d tensors, this one %d", MOST_RESULTS, count);
    luaL_checkstack(L, count + 4, "many results");
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 2, i + 1); /* stays on the stack, so that the tensor lives */
        results[i] = ln_check_tensor(L, -1);
    }
    lunula_graph **graph = lua_newuserdatauv(L, sizeof *graph, 0);
    *graph = NULL;
    luaL_setmetatable(L, GRAPH_TYPE);
    if (lunula_trace_compile(ln_runtime(L), trace, results, count, graph) != LUNULA_OK)
        return ln_raise(L);
    return 1;
}

static lunula_graph *check_graph(lua_State *L)
{
    return *(lunula_graph **)luaL_checkudata(L, 1, GRAPH_TYPE);
}

static int graph_gc(lua_State *L)
{
    lunula_graph **graph = luaL_checkudata(L, 1, GRAPH_TYPE);
    lunula_graph_free(*graph);
    *graph = NULL;
    return 0;
}

/* graph(...): the arguments are tensors of the traced dtypes and shapes. */
static int graph_call(lua_State *L)
{
    lunula_graph *graph = check_graph(L);
    int count = lua_gettop(L) - 1, results = lunula_graph_results(graph);
    lunula_tensor *arguments[MOST_RESULTS], *out[MOST_RESULTS];
    if (count > MOST_RESULTS)
        return ln_raise_text(L, "a compiled function takes at most %d tensors, got %d", MOST_RESULTS, count);
    for (int i = 0; i < count; i++)
        arguments[i] = ln_check_tensor(L, i + 2);
    luaL_checkstack(L, results + 4, "many results");
    for (int i = 0; i < results; i++)
        ln_push_box(L);
    int first = lua_gettop(L) - results + 1;
    if (lunula_graph_run(ln_runtime(L), graph, arguments, count, out) != LUNULA_OK)
        return ln_raise(L);
    for (int i = 0; i < results; i++) {
        lua_pushvalue(L, first + i);
        ln_fill_tensor(L, out[i]);
        lua_pop(L, 1);
    }
    return results;
}

static int graph_dump(lua_State *L)
{
    char *text;
    if (lunula_graph_dump(ln_runtime(L), check_graph(L), &text) != LUNULA_OK)
        return ln_raise(L);
    lua_pushstring(L, text);
    lunula_string_free(ln_runtime(L), text);
    return 1;
}

static int graph_time(lua_State *L)
{
    lunula_graph_time(check_graph(L), lua_toboolean(L, 2));
    return 0;
}

static int core_is_tracing(lua_State *L)
{
    lua_pushboolean(L, lunula_is_tracing(ln_runtime(L)));
    return 1;
}

static int core_is_recording(lua_State *L)
{
    lua_pushboolean(L, lunula_is_recording(ln_runtime(L)));
    return 1;
}

/* core.untraced(f, ...): calls f as if nothing were recorded. */
static int core_untraced(lua_State *L)
{
    lunula_suspended suspended = lunula_suspend_recording(ln_runtime(L));
    int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
    lunula_resume_recording(ln_runtime(L), suspended);
    return status == LUA_OK ? lua_gettop(L) : lua_error(L);
}

static void new_type(lua_State *L, const char *name, const luaL_Reg *methods, lua_CFunction release)
{
    luaL_newmetatable(L, name);
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, release);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, release);
    lua_setfield(L, -2, "__close");
}

void ln_open_graph(lua_State *L)
{
    static const luaL_Reg core[] = { { "trace", core_trace },
                                     { "is_tracing", core_is_tracing },
                                     { "is_recording", core_is_recording },
                                     { "untraced", core_untraced },
                                     { NULL, NULL } };
    static const luaL_Reg trace[] = {
        { "input", trace_input }, { "compile", trace_compile }, { "close", trace_close }, { NULL, NULL }
    };
    static const luaL_Reg graph[] = { { "dump", graph_dump }, { "time", graph_time }, { NULL, NULL } };
    luaL_setfuncs(L, core, 0);
    new_type(L, TRACE_TYPE, trace, trace_close);
    lua_pop(L, 1);
    new_type(L, GRAPH_TYPE, graph, graph_gc);
    lua_pushcfunction(L, graph_call);
    lua_setfield(L, -2, "__call");
    lua_pop(L, 1);
}
