/* Values between C and Lua: arguments, results, objects behind handles. */
#include <limits.h>
#include <string.h>

#include "host/host.h"
#include "lualib/lualib.h"

/* Arguments --------------------------------------------------------------------------------------------------------- */

/* Raises when a value points nowhere. */
static void check_pointer(lua_State *L, const void *pointer)
{
    if (pointer == NULL)
        luaL_error(L, "a lunula_arg whose pointer is NULL");
}

static void push_tensor(lua_State *L, lunula_tensor *tensor)
{
    check_pointer(L, tensor);
    ln_push_tensor(L, tensor);
}

static void push_list(lua_State *L, const lunula_arg *value)
{
    if (value->count > 0)
        check_pointer(L, value->kind == LUNULA_TENSORS ? (const void *)value->as.tensors : value->as.ints);
    lua_createtable(L, value->count, 0);
    for (int i = 0; i < value->count; i++) {
        if (value->kind == LUNULA_TENSORS)
            push_tensor(L, value->as.tensors[i]);
        else
            lua_pushinteger(L, value->as.ints[i]);
        lua_rawseti(L, -2, i + 1);
    }
}

void ln_host_push(lua_State *L, lunula_host *host, const lunula_arg *value)
{
    luaL_checkstack(L, 4, "many values");
    switch (value->kind) {
    case LUNULA_NONE:
        lua_pushnil(L);
        break;
    case LUNULA_TENSOR:
        push_tensor(L, value->as.tensor);
        break;
    case LUNULA_TENSORS:
    case LUNULA_INTS:
        push_list(L, value);
        break;
    case LUNULA_INT:
        lua_pushinteger(L, value->as.i);
        break;
    case LUNULA_FLOAT:
        lua_pushnumber(L, value->as.f);
        break;
    case LUNULA_BOOLEAN:
        lua_pushboolean(L, value->as.b);
        break;
    case LUNULA_STRING:
        check_pointer(L, value->as.string);
        lua_pushstring(L, value->as.string);
        break;
    case LUNULA_DTYPE:
        if (lunula_dtype_name(value->as.dtype) == NULL)
            luaL_error(L, "a lunula_arg of no known dtype (%d)", (int)value->as.dtype);
        lua_pushstring(L, lunula_dtype_name(value->as.dtype));
        break;
    case LUNULA_OBJECT:
        check_pointer(L, value->as.object);
        if (value->as.object->host != host)
            luaL_error(L, "an object of another host");
        lua_rawgeti(L, LUA_REGISTRYINDEX, value->as.object->reference);
        break;
    default:
        luaL_error(L, "a lunula_arg of no known kind (%d)", (int)value->kind);
    }
}

/* Results ----------------------------------------------------------------------------------------------------------- */

static void raise_no_memory(lua_State *L, lunula_host *host, const char *text)
{
    lunula_set_message(host->runtime, LUNULA_ERROR_MEMORY, text);
    ln_raise(L);
}

/* The reference is taken first, so that an error of Lua's loses no memory. */
static lunula_object *take_object(lua_State *L, lunula_host *host, int index)
{
    lua_pushvalue(L, index);
    int reference = luaL_ref(L, LUA_REGISTRYINDEX);
    lunula_object *object = lunula_allocate(host->runtime, NULL, 0, sizeof *object);
    if (object == NULL) {
        luaL_unref(L, LUA_REGISTRYINDEX, reference);
        raise_no_memory(L, host, "out of memory for an object's handle");
    }
    *object = (lunula_object){ .host = host, .reference = reference, .next = host->objects, .link = &host->objects };
    if (object->next != NULL)
        object->next->link = &object->next;
    host->objects = object;
    return object;
}

static void take_string(lua_State *L, lunula_host *host, int index, lunula_arg *out)
{
    size_t length;
    const char *text = lua_tolstring(L, index, &length);
    if (length >= INT_MAX)
        luaL_error(L, "a string of %I bytes is too long for a host in C", (lua_Integer)length);
    char *copy = lunula_allocate(host->runtime, NULL, 0, length + 1);
    if (copy == NULL)
        raise_no_memory(L, host, "out of memory for a string");
    out->as.string = memcpy(copy, text, length + 1);
    out->count = (int)length;
    out->kind = LUNULA_STRING;
}

void ln_host_take(lua_State *L, lunula_host *host, int index, lunula_arg *out)
{
    *out = (lunula_arg){ .kind = LUNULA_NONE };
    index = lua_absindex(L, index);
    luaL_checkstack(L, 4, "many values");
    switch (lua_type(L, index)) {
    case LUA_TNIL:
    case LUA_TNONE:
        return;
    case LUA_TBOOLEAN:
        out->as.b = lua_toboolean(L, index);
        out->kind = LUNULA_BOOLEAN;
        return;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index)) {
            out->as.i = lua_tointeger(L, index);
            out->kind = LUNULA_INT;
        } else {
            out->as.f = lua_tonumber(L, index);
            out->kind = LUNULA_FLOAT;
        }
        return;
    case LUA_TSTRING:
        take_string(L, host, index, out);
        return;
    default:
        if (luaL_testudata(L, index, LN_TENSOR_TYPE) != NULL && ln_test_tensor(L, index) != NULL) {
            out->as.tensor = lunula_tensor_retain(ln_test_tensor(L, index));
            out->kind = LUNULA_TENSOR;
        } else {
            out->as.object = take_object(L, host, index);
            out->kind = LUNULA_OBJECT;
        }
    }
}

void lunula_results_free(lunula_host *host, lunula_arg *results, int count)
{
    for (int i = 0; i < count; i++) {
        if (results[i].kind == LUNULA_TENSOR)
            lunula_tensor_release(results[i].as.tensor);
        else if (results[i].kind == LUNULA_OBJECT)
            lunula_object_free(results[i].as.object);
        else if (results[i].kind == LUNULA_STRING)
            lunula_allocate(host->runtime, (void *)(uintptr_t)results[i].as.string, (size_t)results[i].count + 1, 0);
        results[i].kind = LUNULA_NONE;
    }
}

/* Objects ----------------------------------------------------------------------------------------------------------- */

void lunula_object_free(lunula_object *object)
{
    if (object == NULL)
        return;
    lunula_host *host = object->host;
    *object->link = object->next;
    if (object->next != NULL)
        object->next->link = object->link;
    luaL_unref(host->L, LUA_REGISTRYINDEX, object->reference); /* allocates nothing: the slot is there */
    lunula_allocate(host->runtime, object, sizeof *object, 0);
}

typedef struct request {
    lunula_host *host;
    lunula_object *object;
    const char *name; /* of a method, a field, a global, a function */
    const lunula_arg *args;
    const char *const *names;
    lunula_arg *results;
    int count, room, got;
    lunula_dtype dtype;
    const int64_t *shape;
    lunula_graph *graph;
    const char *text; /* what an object is made of */
    char *json;
} request;

static lunula_status finish(request *r, lunula_status status, int *got)
{
    if (status != LUNULA_OK) {
        lunula_results_free(r->host, r->results, r->got);
        r->got = 0;
    }
    if (got != NULL)
        *got = r->got;
    return status;
}

static void push_object(lua_State *L, const lunula_object *object)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, object->reference);
}

/* Pushes the arguments in order, then a table of the named ones; gives how many values that is. */
static int push_arguments(lua_State *L, const request *r)
{
    int ordered = 0, pushed = 0;
    while (ordered < r->count && (r->names == NULL || r->names[ordered] == NULL))
        ordered++;
    luaL_checkstack(L, ordered + 8, "many arguments");
    for (; pushed < ordered; pushed++)
        ln_host_push(L, r->host, &r->args[pushed]);
    if (ordered == r->count)
        return pushed;
    lua_newtable(L);
    for (int i = ordered; i < r->count; i++) {
        if (r->names[i] == NULL)
            luaL_error(L, "argument %d has no name and stands behind one that has", i + 1);
        ln_host_push(L, r->host, &r->args[i]);
        lua_setfield(L, -2, r->names[i]);
    }
    return pushed + 1;
}

static int call(lua_State *L)
{
    request *r = lua_touserdata(L, 1);
    push_object(L, r->object);
    int extra = 0;
    if (r->name != NULL) {
        if (lua_getfield(L, -1, r->name) == LUA_TNIL)
            return luaL_error(L, "%s has no method '%s'", luaL_tolstring(L, -2, NULL), r->name);
        lua_insert(L, -2);
        extra = 1;
    }
    lua_call(L, push_arguments(L, r) + extra, r->room);
    for (int i = 0, first = lua_gettop(L) - r->room + 1; i < r->room; i++) {
        ln_host_take(L, r->host, first + i, &r->results[i]);
        r->got = i + 1;
    }
    return 0;
}

lunula_status lunula_object_call(lunula_object *object, const char *method, const lunula_arg *args, const char *const *names,
                                 int count, lunula_arg *results, int room, int *got)
{
    request r = { .host = object->host,
                  .object = object,
                  .name = method,
                  .args = args,
                  .names = names,
                  .results = results,
                  .count = count,
                  .room = room };
    return finish(&r, ln_host_protect(r.host, call, &r), got);
}

static int get_field(lua_State *L)
{
    request *r = lua_touserdata(L, 1);
    push_object(L, r->object);
    lua_getfield(L, -1, r->name);
    ln_host_take(L, r->host, -1, r->results);
    return 0;
}

lunula_status lunula_object_get(lunula_object *object, const char *key, lunula_arg *out)
{
    request r = { .host = object->host, .object = object, .name = key, .results = out };
    out->kind = LUNULA_NONE;
    return ln_host_protect(r.host, get_field, &r);
}

static int set_field(lua_State *L)
{
    request *r = lua_touserdata(L, 1);
    push_object(L, r->object);
    ln_host_push(L, r->host, r->args);
    lua_setfield(L, -2, r->name);
    return 0;
}

lunula_status lunula_object_set(lunula_object *object, const char *key, const lunula_arg *value)
{
    request r = { .host = object->host, .object = object, .name = key, .args = value };
    return ln_host_protect(r.host, set_field, &r);
}

/* Globals and configs ----------------------------------------------------------------------------------------------- */

static int get_global(lua_State *L)
{
    request *r = lua_touserdata(L, 1);
    ln_host_push_half(L, "lookup");
    lua_rawgeti(L, LUA_REGISTRYINDEX, r->host->environment);
    lua_pushstring(L, r->name);
    lua_call(L, 2, 1);
    ln_host_take(L, r->host, -1, r->results);
    return 0;
}

lunula_status lunula_host_get(lunula_host *host, const char *path, lunula_arg *out)
{
    request r = { .host = host, .name = path, .results = out };
    out->kind = LUNULA_NONE;
    return ln_host_protect(host, get_global, &r);
}

static int set_global(lua_State *L)
{
    request *r = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, r->host->environment);
    ln_host_push(L, r->host, r->args);
    lua_setfield(L, -2, r->name);
    return 0;
}

lunula_status lunula_host_set(lunula_host *host, const char *name, const lunula_arg *value)
{
    request r = { .host = host, .name = name, .args = value };
    return ln_host_protect(host, set_global, &r);
}

static int make(lua_State *L)
{
    request *r = lua_touserdata(L, 1);
    ln_host_push_half(L, r->name);
    lua_pushstring(L, r->text);
    lua_call(L, 1, 1);
    r->object = take_object(L, r->host, -1);
    return 0;
}

/* The object that a function of lunula.host makes of a text. */
static lunula_status make_object(lunula_host *host, const char *function, const char *text, lunula_object **out)
{
    request r = { .host = host, .name = function, .text = text };
    lunula_status status = ln_host_protect(host, make, &r);
    if (status == LUNULA_OK)
        *out = r.object;
    return status;
}

lunula_status lunula_host_from_config(lunula_host *host, const char *json, lunula_object **out)
{
    return make_object(host, "from_config", json, out);
}

lunula_status lunula_host_load_model(lunula_host *host, const char *path, lunula_object **out)
{
    return make_object(host, "load_model", path, out);
}

static int config(lua_State *L)
{
    request *r = lua_touserdata(L, 1);
    size_t length;
    ln_host_push_half(L, "config");
    push_object(L, r->object);
    lua_call(L, 1, 1);
    const char *text = lua_tolstring(L, -1, &length);
    if (lunula_string_new(r->host->runtime, text, length, &r->json) != LUNULA_OK)
        return ln_raise(L);
    return 0;
}

lunula_status lunula_object_config(lunula_object *object, char **json)
{
    request r = { .host = object->host, .object = object };
    lunula_status status = ln_host_protect(r.host, config, &r);
    if (status == LUNULA_OK)
        *json = r.json;
    return status;
}

/* Compiling --------------------------------------------------------------------------------------------------------- */

static int compile(lua_State *L)
{
    request *r = lua_touserdata(L, 1);
    lunula_tensor *like;
    ln_host_push_half(L, "compile");
    push_object(L, r->object);
    ln_push_box(L);
    if (lunula_tensor_symbol(r->host->runtime, r->dtype, r->count, r->shape, &like) != LUNULA_OK)
        return ln_raise(L);
    ln_fill_tensor(L, like);
    lua_call(L, 2, 1);
    /* A copy is frozen: its weights are constants, and nobody else runs it. */
    if (lunula_graph_copy(r->host->runtime, ln_check_graph(L, -1), &r->graph) != LUNULA_OK)
        return ln_raise(L);
    return 0;
}

lunula_status lunula_object_compile(lunula_object *object, lunula_dtype dtype, int rank, const int64_t *shape, lunula_graph **out)
{
    request r = { .host = object->host, .object = object, .dtype = dtype, .count = rank, .shape = shape };
    lunula_status status = ln_host_protect(r.host, compile, &r);
    if (status == LUNULA_OK)
        *out = r.graph;
    return status;
}
