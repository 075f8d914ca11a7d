/* C functions, classes and ops in Lua, and the progress of trainings in C. */
#include <string.h>

#include "host/host.h"
#include "lualib/lualib.h"

#define FUNCTION_TYPE "lunula.c_function"
#define FRAME_TYPE "lunula.c_call"

enum { MOST_ARGUMENTS = 64, MOST_RESULTS = 16, MOST_FIGURES = 64 };

/* Functions --------------------------------------------------------------------------------------------------------- */

typedef struct c_function {
    lunula_function function;
    void *user;
} c_function;

/* The values of a running call: a userdata, so that an error of Lua's loses none. */
typedef struct frame {
    lunula_host *host;
    int count, got;
    lunula_arg args[MOST_ARGUMENTS], results[MOST_RESULTS];
} frame;

static int frame_end(lua_State *L)
{
    frame *f = lua_touserdata(L, 1);
    lunula_results_free(f->host, f->args, f->count);
    for (int i = 0; i < f->got; i++)
        if (f->results[i].kind == LUNULA_TENSOR)
            lunula_tensor_release(f->results[i].as.tensor);
    f->count = f->got = 0;
    return 0;
}

static frame *push_frame(lua_State *L, lunula_host *host)
{
    frame *f = lua_newuserdatauv(L, sizeof *f, 0);
    f->host = host;
    f->count = f->got = 0;
    luaL_setmetatable(L, FRAME_TYPE);
    return f;
}

/* The upvalue is the c_function. */
static int call_function(lua_State *L)
{
    lunula_host *host = ln_host_of(L);
    const c_function *c = lua_touserdata(L, lua_upvalueindex(1));
    int count = lua_gettop(L);
    if (count > MOST_ARGUMENTS)
        return luaL_error(L, "a C function takes at most %d arguments, got %d", MOST_ARGUMENTS, count);
    frame *f = push_frame(L, host);
    for (int i = 0; i < count; i++) {
        ln_host_take(L, host, i + 1, &f->args[i]);
        f->count = i + 1;
    }
    lua_State *outside = host->L;
    host->L = L;
    int got = 0;
    lunula_status status = c->function(host, c->user, f->args, count, f->results, MOST_RESULTS, &got);
    host->L = outside;
    if (status != LUNULA_OK)
        return ln_raise(L);
    f->got = got < 0 ? 0 : got > MOST_RESULTS ? MOST_RESULTS : got;
    luaL_checkstack(L, f->got + 4, "many results");
    for (int i = 0; i < f->got; i++)
        ln_host_push(L, host, &f->results[i]);
    got = f->got;
    lua_pushcfunction(L, frame_end);
    lua_pushvalue(L, count + 1);
    lua_call(L, 1, 0);
    return got;
}

static void push_function(lua_State *L, lunula_function function, void *user)
{
    if (function == NULL)
        luaL_error(L, "a function that is NULL");
    c_function *c = lua_newuserdatauv(L, sizeof *c, 0);
    *c = (c_function){ function, user };
    lua_pushcclosure(L, call_function, 1);
}

typedef struct making {
    lunula_host *host;
    lunula_function function;
    void *user;
    const lunula_class_definition *definition;
    const lunula_op_definition *op;
    lunula_arg made;
} making;

static int make_function(lua_State *L)
{
    making *m = lua_touserdata(L, 1);
    push_function(L, m->function, m->user);
    ln_host_take(L, m->host, -1, &m->made);
    return 0;
}

lunula_status lunula_host_function(lunula_host *host, lunula_function function, void *user, lunula_object **out)
{
    making m = { .host = host, .function = function, .user = user };
    lunula_status status = ln_host_protect(host, make_function, &m);
    if (status == LUNULA_OK)
        *out = m.made.as.object;
    return status;
}

/* Classes ----------------------------------------------------------------------------------------------------------- */

static int make_class(lua_State *L)
{
    making *m = lua_touserdata(L, 1);
    const lunula_class_definition *d = m->definition;
    if (d->kind == NULL || d->name == NULL)
        return luaL_error(L, "a class needs a kind and a name");
    ln_host_push_half(L, "class");
    lua_pushstring(L, d->kind);
    lua_pushstring(L, d->name);
    lua_pushstring(L, d->package);
    lua_createtable(L, 0, d->member_count + 2); /* members */
    for (int i = 0; i < d->member_count; i++) {
        push_function(L, d->members[i].function, d->user);
        lua_setfield(L, -2, d->members[i].name);
    }
    if (d->doc != NULL) {
        lua_pushstring(L, d->doc);
        lua_setfield(L, -2, "doc");
    }
    lua_createtable(L, d->param_count, 0);
    for (int i = 0; i < d->param_count; i++) {
        const lunula_class_param *p = &d->params[i];
        lua_createtable(L, 2, 0);
        lua_pushstring(L, p->name);
        lua_rawseti(L, -2, 1);
        if (!p->required) {
            if (p->fallback.kind == LUNULA_NONE)
                ln_push_null(L);
            else
                ln_host_push(L, m->host, &p->fallback);
            lua_rawseti(L, -2, 2);
        }
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, "params");
    lua_call(L, 4, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, m->host->environment);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, d->name);
    lua_pop(L, 1);
    ln_host_take(L, m->host, -1, &m->made);
    return 0;
}

lunula_status lunula_host_class(lunula_host *host, const lunula_class_definition *definition, lunula_object **out)
{
    making m = { .host = host, .definition = definition };
    lunula_status status = ln_host_protect(host, make_class, &m);
    if (status == LUNULA_OK && out != NULL)
        *out = m.made.as.object;
    else if (status == LUNULA_OK)
        lunula_results_free(host, &m.made, 1);
    return status;
}

/* Ops --------------------------------------------------------------------------------------------------------------- */

static int make_op(lua_State *L)
{
    making *m = lua_touserdata(L, 1);
    const lunula_op *op;
    if (lunula_op_register(m->host->runtime, m->op, &op) != LUNULA_OK)
        return ln_raise(L);
    ln_host_push_half(L, "op");
    lua_pushstring(L, lunula_op_name(op));
    ln_add_op(L, op);
    lua_call(L, 2, 0);
    return 0;
}

lunula_status lunula_host_op(lunula_host *host, const lunula_op_definition *definition)
{
    making m = { .host = host, .op = definition };
    return ln_host_protect(host, make_op, &m);
}

/* Progress ---------------------------------------------------------------------------------------------------------- */

/* (is_step, epoch, epochs, step, steps, names, values) → whether to go on. */
static int tell(lua_State *L)
{
    lunula_host *host = ln_host_of(L);
    const char *names[MOST_FIGURES];
    double values[MOST_FIGURES];
    lunula_progress at = { .is_step = lua_toboolean(L, 1),
                           .epoch = luaL_optinteger(L, 2, -1),
                           .epochs = luaL_optinteger(L, 3, -1),
                           .step = luaL_optinteger(L, 4, -1),
                           .steps = luaL_optinteger(L, 5, -1),
                           .names = names,
                           .values = values };
    lua_Unsigned count = lua_rawlen(L, 6);
    at.count = count > MOST_FIGURES ? MOST_FIGURES : (int)count;
    luaL_checkstack(L, at.count + 4, "many figures");
    for (int i = 0; i < at.count; i++) {
        lua_rawgeti(L, 6, i + 1); /* stays, so that the text does */
        names[i] = lua_tostring(L, -1);
        lua_rawgeti(L, 7, i + 1);
        values[i] = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
    lua_State *outside = host->L;
    host->L = L;
    bool on = host->options.progress(host->options.user, &at);
    host->L = outside;
    lua_pushboolean(L, on);
    return 1;
}

void ln_host_open_functions(lua_State *L)
{
    const lunula_host_options *options = &ln_host_of(L)->options;
    luaL_newmetatable(L, FRAME_TYPE);
    lua_pushcfunction(L, frame_end);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
    if (options->progress == NULL)
        return;
    ln_host_push_half(L, "observe");
    lua_pushcfunction(L, tell);
    lua_pushboolean(L, options->progress_of_steps);
    lua_call(L, 2, 0);
}
