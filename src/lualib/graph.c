/* Traces and compiled graphs as userdata, and the signatures under which they are kept. Written on lunula.h alone. */
#include <stdlib.h>
#include <string.h>

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
    lua_settop(L, 2);
    ln_push_box(L);
    lunula_trace *trace = check_trace(L);
    lunula_tensor *like = ln_check_tensor(L, 2), *symbol;
    if (lunula_trace_input(ln_runtime(L), trace, lunula_tensor_dtype(like), lunula_tensor_rank(like), lunula_tensor_shape(like),
                           &symbol) != LUNULA_OK)
        return ln_raise(L);
    ln_fill_tensor(L, symbol);
    return 1;
}

/* trace:compile { tensors }: the graph; the trace has ended then. */
static int trace_compile(lua_State *L)
{
    luaL_checktype(L, 2, LUA_TTABLE);
    int count = (int)lua_rawlen(L, 2);
    lunula_tensor *results[MOST_RESULTS];
    if (count > MOST_RESULTS)
        return ln_raise_text(L, "a compiled function gives at most %d tensors, this one %d", MOST_RESULTS, count);
    lunula_graph **graph = lua_newuserdatauv(L, sizeof *graph, 0);
    *graph = NULL;
    luaL_setmetatable(L, GRAPH_TYPE);
    lunula_trace *trace = check_trace(L);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 2, i + 1);
        results[i] = ln_check_tensor(L, -1);
        lua_pop(L, 1);
    }
    if (lunula_trace_compile(ln_runtime(L), trace, results, count, graph) != LUNULA_OK)
        return ln_raise(L);
    return 1;
}

lunula_graph *ln_check_graph(lua_State *L, int index)
{
    return *(lunula_graph **)luaL_checkudata(L, index, GRAPH_TYPE);
}

static lunula_graph *check_graph(lua_State *L)
{
    return ln_check_graph(L, 1);
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
    luaL_checkstack(L, results + 4, "many results");
    for (int i = 0; i < results; i++)
        ln_push_box(L);
    for (int i = 0; i < count; i++)
        arguments[i] = ln_check_tensor(L, i + 2);
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

/* graph:rerun(times, ...): a graph without results, several times. */
static int graph_rerun(lua_State *L)
{
    lunula_graph *graph = check_graph(L);
    lua_Integer times = luaL_checkinteger(L, 2);
    int count = lua_gettop(L) - 2;
    lunula_tensor *arguments[MOST_RESULTS];
    if (count > MOST_RESULTS)
        return ln_raise_text(L, "a compiled function takes at most %d tensors, got %d", MOST_RESULTS, count);
    for (int i = 0; i < count; i++)
        arguments[i] = ln_check_tensor(L, i + 3);
    if (lunula_graph_repeat(ln_runtime(L), graph, arguments, count, times) != LUNULA_OK)
        return ln_raise(L);
    return 0;
}

static int graph_dump(lua_State *L)
{
    char *text;
    if (lunula_graph_dump(ln_runtime(L), check_graph(L), &text) != LUNULA_OK)
        return ln_raise(L);
    ln_push_text(L, text);
    return 1;
}

/* graph:shed(bytes): gives back memory kept between runs, if it is more. */
static int graph_shed(lua_State *L)
{
    lunula_graph_shed(check_graph(L), (size_t)luaL_optinteger(L, 2, 0));
    return 0;
}

static int graph_time(lua_State *L)
{
    lunula_graph_time(check_graph(L), lua_toboolean(L, 2));
    return 0;
}

/* Signatures ---------------------------------------------------------------------------------------------------------- */

typedef struct signature {
    lua_State *L;
    char *text;
    size_t length, capacity;
    int tensors, room; /* stack indices: the list that takes the tensors, the userdata that a long text is in */
    int found;
} signature;

enum { DEPTH = 32, KEYS = 256 };

static void add_bytes(signature *s, char tag, const void *bytes, size_t size)
{
    if (s->length + size + 1 > s->capacity) {
        size_t capacity = 2 * (s->length + size + 1);
        char *grown = lua_newuserdatauv(s->L, capacity, 0);
        memcpy(grown, s->text, s->length);
        lua_replace(s->L, s->room);
        s->text = grown;
        s->capacity = capacity;
    }
    s->text[s->length++] = tag;
    if (size > 0)
        memcpy(s->text + s->length, bytes, size);
    s->length += size;
}

static void add_tag(signature *s, char tag)
{
    add_bytes(s, tag, NULL, 0);
}

/* A plain table of numbers, booleans and such tables, not empty: what stands for a tensor. */
static bool is_numeric(lua_State *L, int index, int depth)
{
    lua_Integer n = (lua_Integer)lua_rawlen(L, index);
    if (n == 0 || depth == 0 || lua_getmetatable(L, index) || !lua_checkstack(L, 4))
        return false;
    int type = lua_rawgeti(L, index, 1);
    bool numeric = type == LUA_TNUMBER || type == LUA_TBOOLEAN || (type == LUA_TTABLE && is_numeric(L, lua_gettop(L), depth - 1));
    lua_pop(L, 1);
    lua_rawgeti(L, index, n);
    numeric = numeric && lua_type(L, -1) == type;
    lua_pop(L, 1);
    return numeric;
}

static void add_tensor(signature *s, int index)
{
    lua_State *L = s->L;
    const lunula_tensor *t = ln_check_tensor(L, index);
    char dtype = (char)lunula_tensor_dtype(t), rank = (char)lunula_tensor_rank(t);
    int64_t shape[LUNULA_MAX_RANK];
    if (rank > 0)
        memcpy(shape, lunula_tensor_shape(t), (size_t)rank * sizeof *shape);
    add_tag(s, 'T');
    add_tag(s, dtype);
    add_bytes(s, rank, shape, (size_t)rank * sizeof *shape);
    lua_pushvalue(L, index);
    lua_rawseti(L, s->tensors, ++s->found);
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_value(signature *s, int index, int depth);

/* The entries with string keys, in the order of their names. */
static void add_fields(signature *s, int index, int depth)
{
    lua_State *L = s->L;
    const char *keys[KEYS];
    int count = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING && count < KEYS)
            keys[count++] = lua_tostring(L, -2); /* the table keeps it alive */
    qsort(keys, (size_t)count, sizeof *keys, compare_keys);
    for (int i = 0; i < count; i++) {
        add_bytes(s, 'k', keys[i], strlen(keys[i]) + 1);
        lua_getfield(L, index, keys[i]);
        add_value(s, lua_gettop(L), depth - 1);
        lua_pop(L, 1);
    }
}

static void add_table(signature *s, int index, int depth)
{
    lua_State *L = s->L;
    if (is_numeric(L, index, DEPTH)) {
        lunula_tensor *t;
        ln_push_box(L);
        if (ln_to_tensor(L, index, -1, false, &t) != LUNULA_OK)
            ln_raise(L);
        ln_fill_tensor(L, t);
        add_tensor(s, lua_gettop(L));
        lua_pop(L, 1);
        return;
    }
    lua_Integer n = (lua_Integer)lua_rawlen(L, index);
    add_bytes(s, '{', &n, sizeof n);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, index, i);
        add_value(s, lua_gettop(L), depth - 1);
        lua_pop(L, 1);
    }
    add_fields(s, index, depth);
    add_tag(s, '}');
}

static void add_value(signature *s, int index, int depth)
{
    lua_State *L = s->L;
    if (depth == 0)
        ln_raise_text(L, "a compiled function's argument is nested deeper than %d tables", DEPTH);
    luaL_checkstack(L, 8, "nested arguments");
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        add_tag(s, '0');
        return;
    case LUA_TBOOLEAN:
        add_tag(s, lua_toboolean(L, index) ? 't' : 'f');
        return;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index)) {
            lua_Integer i = lua_tointeger(L, index);
            add_bytes(s, 'i', &i, sizeof i);
        } else {
            lua_Number x = lua_tonumber(L, index);
            add_bytes(s, 'n', &x, sizeof x);
        }
        return;
    case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(L, index, &length);
        add_bytes(s, 's', &length, sizeof length);
        add_bytes(s, ':', text, length);
        return;
    }
    case LUA_TTABLE:
        if (!lua_getmetatable(L, index)) {
            add_table(s, index, depth);
            return;
        }
        lua_pop(L, 1);
        break;
    default:
        if (luaL_testudata(L, index, LN_TENSOR_TYPE) != NULL) {
            add_tensor(s, index);
            return;
        }
        break;
    }
    const void *identity = lua_topointer(L, index);
    add_bytes(s, 'p', &identity, sizeof identity);
}

/* core.signature(list, ...): a string that tells the arguments' structure, the dtypes and shapes of their tensors and all else by value
 * (objects by identity); the tensors, in order, are put into list. A nested table of numbers is a tensor. */
static int core_signature(lua_State *L)
{
    char first[512];
    signature s = { .L = L, .text = first, .capacity = sizeof first, .tensors = 1, .room = lua_gettop(L) + 1 };
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushnil(L);
    for (int i = 2; i < s.room; i++)
        add_value(&s, i, DEPTH);
    lua_pushlstring(L, s.text, s.length);
    return 1;
}

/* core.is_numeric(table): whether core.signature takes it for a tensor. */
static int core_is_numeric(lua_State *L)
{
    lua_pushboolean(L, lua_type(L, 1) == LUA_TTABLE && is_numeric(L, 1, DEPTH));
    return 1;
}

static int core_is_tracing(lua_State *L)
{
    lua_pushboolean(L, lunula_is_tracing(ln_runtime(L)));
    return 1;
}

static int core_traced_assignments(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)lunula_traced_assignments(ln_runtime(L)));
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

/* core.hold_assignments(hold): while held, assigning to a variable changes nothing; gives back what held before. */
static int core_hold_assignments(lua_State *L)
{
    lua_pushboolean(L, lunula_hold_assignments(ln_runtime(L), lua_toboolean(L, 1)));
    return 1;
}

/* core.hold_cancel(hold): while held, calls run to their end although a cancel is asked for; gives back what held before. */
static int core_hold_cancel(lua_State *L)
{
    lua_pushboolean(L, lunula_hold_cancel(ln_runtime(L), lua_toboolean(L, 1)));
    return 1;
}

/* core.is_cancelled(): whether calls end because a cancel is asked for, or their time is over. */
static int core_is_cancelled(lua_State *L)
{
    lua_pushboolean(L, lunula_is_cancelled(ln_runtime(L)));
    return 1;
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
                                     { "signature", core_signature },
                                     { "is_numeric", core_is_numeric },
                                     { "is_tracing", core_is_tracing },
                                     { "is_recording", core_is_recording },
                                     { "traced_assignments", core_traced_assignments },
                                     { "untraced", core_untraced },
                                     { "hold_assignments", core_hold_assignments },
                                     { "hold_cancel", core_hold_cancel },
                                     { "is_cancelled", core_is_cancelled },
                                     { NULL, NULL } };
    static const luaL_Reg trace[] = {
        { "input", trace_input }, { "compile", trace_compile }, { "close", trace_close }, { NULL, NULL }
    };
    static const luaL_Reg graph[] = {
        { "dump", graph_dump }, { "rerun", graph_rerun }, { "shed", graph_shed }, { "time", graph_time }, { NULL, NULL }
    };
    luaL_setfuncs(L, core, 0);
    new_type(L, TRACE_TYPE, trace, trace_close);
    lua_pop(L, 1);
    new_type(L, GRAPH_TYPE, graph, graph_gc);
    lua_pushcfunction(L, graph_call);
    lua_setfield(L, -2, "__call");
    lua_pop(L, 1);
}
