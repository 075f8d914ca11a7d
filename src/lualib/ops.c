/* Ops and composites as Lua functions: arguments by signature, positional then named. Written on lunula.h alone.
 *
 * The last argument holds named arguments if and only if it is a non-empty plain table whose keys are all strings and every
 * required parameter before it is filled. Between the first conversion and the call nothing raises, so that temporaries can't be lost:
 * an error is noted and raised once they are released. */
#include <stdio.h>
#include <string.h>

#include "lualib/lualib.h"

enum { MAX_TEMPORARIES = 256, MAX_INTS = 512 };

typedef struct call {
    lua_State *L;
    lunula_runtime *runtime;
    const char *name;
    const lunula_signature *signature;
    int slot[LUNULA_MAX_PARAMS]; /* stack index of each parameter's value; 0: default */
    lunula_arg args[LUNULA_MAX_PARAMS];
    lunula_tensor *temporaries[MAX_TEMPORARIES];
    int temporary_count;
    int64_t ints[MAX_INTS];
    int int_count;
    char message[512];
} call;

static bool fail(call *c, const char *format, const char *a, const char *b)
{
    snprintf(c->message, sizeof c->message, format, a, b);
    return false;
}

static bool is_named_table(lua_State *L, int index)
{
    if (lua_type(L, index) != LUA_TTABLE || lua_getmetatable(L, index))
        return false;
    if (lua_rawlen(L, index) > 0)
        return false;
    lua_pushnil(L);
    bool any = false, named = true;
    while (named && lua_next(L, index) != 0) {
        lua_pop(L, 1);
        any = true;
        if (lua_type(L, -1) != LUA_TSTRING)
            named = false;
    }
    if (any && !named)
        lua_pop(L, 1);
    return any && named;
}

/* Fills c->slot from the values first .. first+count-1. May push named values. Raises nothing. */
static bool match(call *c, int first, int count)
{
    lua_State *L = c->L;
    int params = lunula_signature_count(c->signature);
    lunula_param p;
    int required = 0;
    for (int i = 0; i < params; i++) {
        lunula_signature_param(c->signature, i, &p);
        required += p.required;
    }
    int last = first + count - 1;
    while (count > 0 && lua_isnil(L, last) && count > params) {
        count--;
        last--;
    }
    bool named = count > 0 && count - 1 >= required && params > 0 && is_named_table(L, last);
    int positional = named ? count - 1 : count;
    if (positional > params) {
        char text[64];
        snprintf(text, sizeof text, "%d arguments, got %d", params, positional);
        return fail(c, "%s: expected at most %s", c->name, text);
    }
    for (int i = 0; i < params; i++)
        c->slot[i] = i < positional && !lua_isnil(L, first + i) ? first + i : 0;
    if (named) {
        if (!lua_checkstack(L, params + 4))
            return fail(c, "%s: the Lua stack is full%s", c->name, "");
        lua_pushnil(L);
        while (lua_next(L, last) != 0) {
            const char *key = lua_tostring(L, -2);
            int at = -1;
            const char *names[LUNULA_MAX_PARAMS];
            char held[LUNULA_MAX_PARAMS][32];
            for (int i = 0; i < params; i++) {
                lunula_signature_param(c->signature, i, &p);
                snprintf(held[i], sizeof held[i], "%s", p.name);
                names[i] = held[i];
                if (strcmp(key, p.name) == 0)
                    at = i;
            }
            if (at < 0) {
                const char *near = ln_nearest(key, names, params);
                char text[160];
                snprintf(text, sizeof text, near == NULL ? "'%.60s'" : "'%.60s'; did you mean '%s'?", key, near);
                return fail(c, "%s: there is no argument %s", c->name, text);
            }
            if (c->slot[at] != 0)
                return fail(c, "%s: argument '%s' is given twice", c->name, key);
            /* keep the value below the key */
            lua_insert(L, -2);
            c->slot[at] = lua_gettop(L) - 1;
        }
    }
    for (int i = 0; i < params; i++) {
        lunula_signature_param(c->signature, i, &p);
        if (p.required && c->slot[i] == 0)
            return fail(c, "%s: argument '%s' is missing", c->name, p.name);
    }
    return true;
}

static bool wrong(call *c, const lunula_param *p, int index)
{
    char text[200];
    snprintf(text, sizeof text, "'%s' expected %s, got %s", p->name, p->kind_name, luaL_typename(c->L, index));
    return fail(c, "%s: %s", c->name, text);
}

static bool keep(call *c, lunula_tensor *t)
{
    if (c->temporary_count == MAX_TEMPORARIES) {
        lunula_tensor_release(t);
        return fail(c, "%s: too many tensors in one call%s", c->name, "");
    }
    c->temporaries[c->temporary_count++] = t;
    return true;
}

static bool to_tensor(call *c, const lunula_param *p, int index, lunula_tensor **out)
{
    lunula_tensor *t = ln_test_tensor(c->L, index);
    if (t != NULL) {
        *out = t;
        return true;
    }
    int type = lua_type(c->L, index);
    if (luaL_testudata(c->L, index, LN_TENSOR_TYPE) != NULL)
        return fail(c, "%s: '%s' is a tensor that was released", c->name, p->name);
    if (type != LUA_TNUMBER && type != LUA_TTABLE && type != LUA_TBOOLEAN)
        return wrong(c, p, index);
    if (ln_to_tensor(c->L, index, -1, true, out) != LUNULA_OK) {
        char text[400];
        snprintf(text, sizeof text, "'%s': %s", p->name, lunula_message(c->runtime));
        return fail(c, "%s: %s", c->name, text);
    }
    return keep(c, *out);
}

static bool to_tensors(call *c, const lunula_param *p, int index, lunula_arg *arg)
{
    lua_State *L = c->L;
    lunula_tensor *t;
    if (lua_type(L, index) != LUA_TTABLE)
        return wrong(c, p, index);
    int count = (int)lua_rawlen(L, index), start = c->temporary_count;
    if (count > MAX_TEMPORARIES - start - 8 || !lua_checkstack(L, 3))
        return fail(c, "%s: too many tensors in '%s'", c->name, p->name);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, index, i + 1);
        bool ok = to_tensor(c, p, lua_gettop(L), &t);
        lua_pop(L, 1);
        if (!ok)
            return false;
        if (c->temporary_count == start + i)
            keep(c, lunula_tensor_retain(t));
    }
    arg->kind = LUNULA_TENSORS;
    arg->count = count;
    arg->as.tensors = &c->temporaries[start];
    return true;
}

static bool push_int(call *c, const lunula_param *p, int index)
{
    int whole;
    int64_t value = ln_is_null(c->L, index) ? LUNULA_UNKNOWN : lua_tointegerx(c->L, index, &whole);
    if (!ln_is_null(c->L, index) && (!whole || lua_type(c->L, index) != LUA_TNUMBER))
        return wrong(c, p, index);
    if (c->int_count == MAX_INTS)
        return fail(c, "%s: '%s' has too many numbers", c->name, p->name);
    c->ints[c->int_count++] = value;
    return true;
}

/* An int, or a list of ints, or (flattened) a list of such lists. */
static bool to_ints(call *c, const lunula_param *p, int index, lunula_arg *arg)
{
    lua_State *L = c->L;
    int start = c->int_count;
    if (lua_type(L, index) == LUA_TTABLE) {
        if (!lua_checkstack(L, 3))
            return fail(c, "%s: the Lua stack is full%s", c->name, "");
        for (lua_Integer i = 1, n = (lua_Integer)lua_rawlen(L, index); i <= n; i++) {
            lua_rawgeti(L, index, i);
            int at = lua_gettop(L);
            bool ok = true;
            if (lua_type(L, at) == LUA_TTABLE) {
                for (lua_Integer k = 1, m = (lua_Integer)lua_rawlen(L, at); ok && k <= m; k++) {
                    lua_rawgeti(L, at, k);
                    ok = push_int(c, p, lua_gettop(L));
                    lua_pop(L, 1);
                }
            } else {
                ok = push_int(c, p, at);
            }
            lua_pop(L, 1);
            if (!ok)
                return false;
        }
    } else if (!push_int(c, p, index)) {
        return false;
    }
    arg->kind = LUNULA_INTS;
    arg->count = c->int_count - start;
    arg->as.ints = &c->ints[start];
    return true;
}

static bool convert(call *c, const lunula_param *p, int index, lunula_arg *arg)
{
    lua_State *L = c->L;
    int whole;
    if (ln_is_null(L, index)) {
        arg->kind = LUNULA_NONE;
        return p->required ? wrong(c, p, index) : true;
    }
    switch (p->kind) {
    case LUNULA_PARAM_TENSOR:
        arg->kind = LUNULA_TENSOR;
        return to_tensor(c, p, index, &arg->as.tensor);
    case LUNULA_PARAM_TENSORS:
        return to_tensors(c, p, index, arg);
    case LUNULA_PARAM_INT:
    case LUNULA_PARAM_AXIS:
        arg->kind = LUNULA_INT;
        arg->as.i = lua_tointegerx(L, index, &whole);
        return whole && lua_type(L, index) == LUA_TNUMBER ? true : wrong(c, p, index);
    case LUNULA_PARAM_FLOAT: {
        lunula_tensor *t = ln_test_tensor(L, index);
        arg->kind = LUNULA_FLOAT;
        if (t != NULL && lunula_tensor_get_double(c->runtime, t, 0, &arg->as.f) == LUNULA_OK)
            return true;
        arg->as.f = lua_tonumber(L, index);
        return lua_type(L, index) == LUA_TNUMBER ? true : wrong(c, p, index);
    }
    case LUNULA_PARAM_BOOL:
        arg->kind = LUNULA_BOOLEAN;
        arg->as.b = lua_toboolean(L, index);
        return lua_isboolean(L, index) ? true : wrong(c, p, index);
    case LUNULA_PARAM_STRING:
        arg->kind = LUNULA_STRING;
        arg->as.string = lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : NULL;
        return arg->as.string != NULL ? true : wrong(c, p, index);
    case LUNULA_PARAM_DTYPE:
        arg->kind = LUNULA_DTYPE;
        if (lua_type(L, index) != LUA_TSTRING)
            return wrong(c, p, index);
        if (!lunula_dtype_find(lua_tostring(L, index), &arg->as.dtype))
            return fail(c, "%s: there is no dtype '%s'", c->name, lua_tostring(L, index));
        return true;
    case LUNULA_PARAM_AXES:
    case LUNULA_PARAM_SHAPE:
    case LUNULA_PARAM_INTS:
        return to_ints(c, p, index, arg);
    case LUNULA_PARAM_ANY:
        break;
    }
    arg->kind = LUNULA_NONE;
    return true;
}

static void release(call *c)
{
    for (int i = 0; i < c->temporary_count; i++)
        lunula_tensor_release(c->temporaries[i]);
    c->temporary_count = 0;
}

static int raise(call *c)
{
    release(c);
    return ln_raise_text(c->L, "%s", c->message);
}

static void start(call *c, lua_State *L, const char *name, const lunula_signature *signature)
{
    c->L = L;
    c->runtime = ln_runtime(L);
    c->name = name;
    c->signature = signature;
    c->temporary_count = 0;
    c->int_count = 0;
}

int ln_call_op(lua_State *L, const lunula_op *op, int first, int count)
{
    call c;
    lunula_tensor *outs[LUNULA_MAX_OUTPUTS];
    int produced = 0;
    start(&c, L, lunula_op_name(op), lunula_op_signature(op));
    int params = lunula_signature_count(c.signature);
    ln_push_box(L);
    lua_insert(L, first);
    if (!match(&c, first + 1, count))
        return raise(&c);
    for (int i = 0; i < params; i++) {
        lunula_param p;
        lunula_signature_param(c.signature, i, &p);
        if (c.slot[i] == 0)
            c.args[i] = *p.fallback;
        else if (!convert(&c, &p, c.slot[i], &c.args[i]))
            return raise(&c);
    }
    lunula_status status = lunula_call(c.runtime, op, c.args, params, outs, &produced);
    if (status == LUNULA_ERROR_MEMORY) { /* garbage may hold what is missing */
        lua_gc(L, LUA_GCCOLLECT);
        status = lunula_call(c.runtime, op, c.args, params, outs, &produced);
    }
    release(&c);
    if (status != LUNULA_OK)
        return ln_raise(L);
    lua_settop(L, first); /* the box */
    ln_fill_tensor(L, outs[0]);
    for (int i = 1; i < produced; i++)
        ln_push_tensor(L, outs[i]);
    return produced;
}

static int op_function(lua_State *L)
{
    return ln_call_op(L, lua_touserdata(L, lua_upvalueindex(1)), 1, lua_gettop(L));
}

/* Composites ------------------------------------------------------------------------------------------------------ */

typedef struct composite {
    lunula_signature *signature;
} composite;

static int composite_gc(lua_State *L)
{
    composite *d = lua_touserdata(L, 1);
    if (d->signature != NULL)
        lunula_signature_free(ln_runtime(L), d->signature);
    d->signature = NULL;
    return 0;
}

static void push_default(lua_State *L, const lunula_arg *value)
{
    switch (value->kind) {
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
        lua_pushstring(L, value->as.string);
        break;
    case LUNULA_DTYPE:
        lua_pushstring(L, lunula_dtype_name(value->as.dtype));
        break;
    default:
        lua_pushnil(L);
    }
}

/* Pushes one parameter's value as the composite's function receives it. */
static bool push_value(call *c, const lunula_param *p, int slot)
{
    lua_State *L = c->L;
    lunula_arg arg;
    if (slot == 0) {
        push_default(L, p->fallback);
        return true;
    }
    if (p->kind == LUNULA_PARAM_ANY) {
        lua_pushvalue(L, slot);
        return true;
    }
    int before = c->temporary_count;
    if (!convert(c, p, slot, &arg))
        return false;
    switch (arg.kind) {
    case LUNULA_NONE:
        lua_pushnil(L);
        break;
    case LUNULA_TENSOR:
        if (luaL_testudata(L, slot, LN_TENSOR_TYPE) != NULL) {
            lua_pushvalue(L, slot);
        } else {
            lunula_tensor *t = lunula_tensor_retain(arg.as.tensor);
            ln_push_tensor(L, t);
        }
        break;
    case LUNULA_TENSORS:
        lua_createtable(L, arg.count, 0);
        for (int i = 0; i < arg.count; i++) {
            ln_push_tensor(L, lunula_tensor_retain(arg.as.tensors[i]));
            lua_rawseti(L, -2, i + 1);
        }
        break;
    case LUNULA_INT:
        lua_pushinteger(L, arg.as.i);
        break;
    default:
        lua_pushvalue(L, slot);
    }
    for (int i = before; i < c->temporary_count; i++)
        lunula_tensor_release(c->temporaries[i]);
    c->temporary_count = before;
    return true;
}

/* Upvalues: the composite, its name, its function. */
static int composite_function(lua_State *L)
{
    composite *d = lua_touserdata(L, lua_upvalueindex(1));
    call c;
    int count = lua_gettop(L);
    start(&c, L, lua_tostring(L, lua_upvalueindex(2)), d->signature);
    if (!match(&c, 1, count))
        return raise(&c);
    int params = lunula_signature_count(d->signature);
    luaL_checkstack(L, 2 * params + 4, c.name);
    int base = lua_gettop(L);
    lua_pushvalue(L, lua_upvalueindex(3));
    for (int i = 0; i < params; i++) {
        lunula_param p;
        lunula_signature_param(d->signature, i, &p);
        if (!push_value(&c, &p, c.slot[i]))
            return raise(&c);
    }
    lua_call(L, params, LUA_MULTRET);
    return lua_gettop(L) - base;
}

/* Facts about functions, for help: core.op_info looks them up by function or by name. */
static const char info_key = 0;

static void push_info(lua_State *L, const char *name, const char *signature_text, const char *doc, const char *sample,
                      const lunula_signature *signature, bool internal)
{
    lua_newtable(L);
    lua_pushstring(L, name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, signature_text);
    lua_setfield(L, -2, "signature");
    lua_pushstring(L, doc);
    lua_setfield(L, -2, "doc");
    lua_pushstring(L, sample);
    lua_setfield(L, -2, "sample");
    lua_pushboolean(L, internal);
    lua_setfield(L, -2, "internal");
    lua_newtable(L);
    for (int i = 0; i < lunula_signature_count(signature); i++) {
        lunula_param p;
        lunula_signature_param(signature, i, &p);
        lua_newtable(L);
        lua_pushstring(L, p.name);
        lua_setfield(L, -2, "name");
        lua_pushstring(L, p.kind_name);
        lua_setfield(L, -2, "kind");
        lua_pushboolean(L, p.required);
        lua_setfield(L, -2, "required");
        lua_pushstring(L, p.default_text);
        lua_setfield(L, -2, "default");
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, "params");
}

/* Files the info on top under the function below it and under the name; pops the info. */
static void file_info(lua_State *L, const char *name)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &info_key);
    lua_pushvalue(L, -3);
    lua_pushvalue(L, -3);
    lua_rawset(L, -3);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, name);
    lua_pop(L, 2);
}

/* core.define(name, signature, doc, sample, fn) */
static int core_define(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1), *text = luaL_checkstring(L, 2), *doc = luaL_checkstring(L, 3);
    const char *sample = luaL_optstring(L, 4, "");
    luaL_checktype(L, 5, LUA_TFUNCTION);
    composite *d = lua_newuserdatauv(L, sizeof *d, 0);
    d->signature = NULL;
    if (luaL_newmetatable(L, "lunula.composite")) {
        lua_pushcfunction(L, composite_gc);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    if (lunula_signature_create(ln_runtime(L), name, text, &d->signature) != LUNULA_OK)
        return ln_raise(L);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 5);
    lua_pushcclosure(L, composite_function, 3);
    push_info(L, name, text, doc, sample, d->signature, false);
    file_info(L, name);
    return 1;
}

static int core_op_info(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &info_key);
    lua_pushvalue(L, 1);
    lua_rawget(L, -2);
    return 1;
}

static int core_promote(lua_State *L)
{
    lunula_dtype dtypes[16];
    bool weak[16];
    int count = lua_gettop(L);
    luaL_argcheck(L, count >= 1 && count <= 16, 1, "1 to 16 dtypes expected");
    for (int i = 0; i < count; i++) {
        const char *name = luaL_checkstring(L, i + 1);
        weak[i] = strcmp(name, "int") == 0 || strcmp(name, "float") == 0;
        if (weak[i])
            dtypes[i] = name[0] == 'i' ? LUNULA_INT32 : LUNULA_FLOAT64;
        else if (!lunula_dtype_find(name, &dtypes[i]))
            return ln_raise_text(L, "there is no dtype '%s'", name);
    }
    lua_pushstring(L, lunula_dtype_name(lunula_promote(ln_runtime(L), dtypes, weak, count)));
    return 1;
}

void ln_open_ops(lua_State *L)
{
    static const luaL_Reg core[] = {
        { "define", core_define }, { "op_info", core_op_info }, { "promote", core_promote }, { NULL, NULL }
    };
    lunula_runtime *runtime = ln_runtime(L);
    luaL_setfuncs(L, core, 0);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &info_key);
    lua_newtable(L);
    for (int i = 0; lunula_op_at(runtime, i) != NULL; i++) {
        const lunula_op *op = lunula_op_at(runtime, i);
        lua_pushlightuserdata(L, (void *)(uintptr_t)op);
        lua_pushcclosure(L, op_function, 1);
        push_info(L, lunula_op_name(op), lunula_op_signature_text(op), lunula_op_doc(op), lunula_op_sample(op),
                  lunula_op_signature(op), lunula_op_is_internal(op));
        file_info(L, lunula_op_name(op));
        lua_setfield(L, -2, lunula_op_name(op));
    }
    lua_setfield(L, -2, "ops");
}
