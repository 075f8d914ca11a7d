/* The tensor userdata: fields, methods, metamethods. Written on lunula.h alone. */
#include <string.h>

#include "lualib/call.h"

typedef struct box {
    lunula_tensor *t; /* NULL once released */
} box;

/* Pacing of the collector: it can't see a tensor's bytes, so it is driven by them. A step in proportion to each 256 KiB made (a view makes none),
 * and a full collection when live bytes have doubled since the last one. In a generational collector that step is a young
 * collection, which leaves alone what has survived two: the full one finds those. */
enum { STEP_BYTES = 256 << 10, HANDLE_BYTES = 256, CEILING_FLOOR = 24 << 20 };

static void pace(lua_State *L, ln_state *state)
{
    size_t debt = state->debt;
    lunula_memory memory;
    state->debt = 0;
    lunula_memory_info(state->runtime, &memory);
    if (memory.live_bytes > state->ceiling) {
        lua_gc(L, LUA_GCCOLLECT);
        lunula_memory_info(state->runtime, &memory);
        state->ceiling = 2 * memory.live_bytes > CEILING_FLOOR ? 2 * memory.live_bytes : CEILING_FLOOR;
    } else {
        lua_gc(L, LUA_GCSTEP, (int)(debt >> 10 > 1 << 20 ? 1 << 20 : debt >> 10));
    }
}

/* Pushes an empty box without a metatable. `held` tells whether its tensor is released when Lua frees it. */
static lunula_tensor **push_plain(lua_State *L, const ln_state *state, bool *held)
{
    box *b = lua_newuserdatauv(L, sizeof *b, 1);
    b->t = NULL;
    *held = state->boxes != NULL && ln_boxes_hold(state->boxes, &b->t);
    return &b->t;
}

lunula_tensor **ln_push_box_of(lua_State *L, ln_state *state, int type)
{
    bool held;
    lunula_tensor **place = push_plain(L, state, &held);
    lua_pushvalue(L, type);
    lua_setmetatable(L, -2);
    return place;
}

void ln_push_box(lua_State *L)
{
    luaL_getmetatable(L, LN_TENSOR_TYPE);
    ln_push_box_of(L, ln_state_of(L), lua_gettop(L));
    lua_remove(L, -2);
}

void ln_fill_box(lua_State *L, ln_state *state, lunula_tensor **place, lunula_tensor *t)
{
    *place = t;
    state->debt += lunula_tensor_claim_bytes(t) + HANDLE_BYTES;
    if (state->debt >= STEP_BYTES)
        pace(L, state);
}

void ln_fill_tensor(lua_State *L, lunula_tensor *t)
{
    ln_fill_box(L, ln_state_of(L), lua_touserdata(L, -1), t);
}

/* The metatable's address, which tells a userdata's type without a look-up by name. */
static const void *type_at(lua_State *L, int index)
{
    if (!lua_getmetatable(L, index))
        return NULL;
    const void *type = lua_topointer(L, -1);
    lua_pop(L, 1);
    return type;
}

bool ln_is_box(lua_State *L, const ln_state *state, int index)
{
    const void *data = lua_touserdata(L, index);
    if (data == NULL || state->boxes != NULL)
        return data != NULL && ln_boxes_is_held(state->boxes, data);
    return type_at(L, index) == state->tensor_type;
}

lunula_tensor *ln_tensor_at(lua_State *L, ln_state *state, int index)
{
    void *data = lua_touserdata(L, index);
    if (data != NULL && state->boxes != NULL && ln_boxes_is_held(state->boxes, data))
        return ((box *)data)->t;
    const void *type = data == NULL ? NULL : type_at(L, index);
    if (type == NULL)
        return NULL;
    if (type == state->tensor_type)
        return ((box *)data)->t;
    lunula_tensor *value;
    lunula_variable *v = type == state->variable_type ? *(lunula_variable **)data : NULL;
    return v == NULL || lunula_variable_read(state->runtime, v, &value) != LUNULA_OK ? NULL : value;
}

lunula_tensor *ln_test_tensor(lua_State *L, int index)
{
    return lua_type(L, index) != LUA_TUSERDATA ? NULL : ln_tensor_at(L, ln_state_of(L), index);
}

lunula_tensor *ln_check_tensor(lua_State *L, int index)
{
    lunula_tensor *t = ln_test_tensor(L, index);
    if (t == NULL) {
        if (luaL_testudata(L, index, LN_TENSOR_TYPE) != NULL)
            ln_raise_text(L, "this tensor was released");
        if (luaL_testudata(L, index, LN_VARIABLE_TYPE) != NULL)
            ln_raise(L); /* reading it failed */
        ln_raise_text(L, "argument %d: expected a tensor, got %s", index, luaL_typename(L, index));
    }
    return t;
}

void ln_push_tensor(lua_State *L, lunula_tensor *t)
{
    ln_push_box(L);
    ln_fill_tensor(L, lunula_tensor_retain(t));
}

void ln_push_tensor_at(lua_State *L, int index)
{
    ln_push_box(L);
    ln_fill_tensor(L, lunula_tensor_retain(ln_check_tensor(L, index)));
}

/* Fields ---------------------------------------------------------------------------------------------------------- */

static void push_shape(lua_State *L, const lunula_tensor *t)
{
    int rank = lunula_tensor_rank(t);
    int64_t shape[LUNULA_MAX_RANK];
    if (rank > 0)
        memcpy(shape, lunula_tensor_shape(t), (size_t)rank * sizeof *shape);
    lua_createtable(L, rank, 0);
    for (int i = 0; i < rank; i++) {
        if (shape[i] == LUNULA_UNKNOWN)
            ln_push_null(L);
        else
            lua_pushinteger(L, shape[i]);
        lua_rawseti(L, -2, i + 1);
    }
}

static bool push_field(lua_State *L, lunula_tensor *t, const char *key)
{
    if (strcmp(key, "shape") == 0)
        push_shape(L, t);
    else if (strcmp(key, "dtype") == 0)
        lua_pushstring(L, lunula_dtype_name(lunula_tensor_dtype(t)));
    else if (strcmp(key, "ndim") == 0)
        lua_pushinteger(L, lunula_tensor_rank(t));
    else if (strcmp(key, "size") == 0 && lunula_tensor_size(t) != LUNULA_UNKNOWN)
        lua_pushinteger(L, lunula_tensor_size(t));
    else if (strcmp(key, "size") == 0)
        ln_push_null(L);
    else
        return false;
    return true;
}

/* Whether a string key is a slice ("1:3, ...", "-1") by its first character, which no name has. */
static bool begins_slice(const char *key)
{
    switch (key[0]) {
    case '\0':
    case ' ':
    case '+':
    case ',':
    case '-':
    case '.':
    case ':':
        return true;
    default:
        return key[0] >= '0' && key[0] <= '9';
    }
}

/* Whether a key that names nothing is meant as a slice. */
static bool is_slice(const char *key)
{
    return strcmp(key, "None") == 0 || strcmp(key, "newaxis") == 0 || strpbrk(key, ":,") != NULL;
}

/* t[key] as an element: by the Lua function core.methods.__getitem for lists of parts, and for symbols, whose histories note it. */
static inline int element(lua_State *L, ln_state *state)
{
    if (!(state->histories && lunula_tensor_is_symbol(ln_check_tensor(L, 1))) &&
        ln_push_part(L, state, 1, 2, lua_upvalueindex(3)))
        return 1;
    ln_check_tensor(L, 1);
    if (lua_getfield(L, lua_upvalueindex(1), "__getitem") != LUA_TFUNCTION)
        return ln_raise_text(L, "a tensor can't be indexed with %s", luaL_typename(L, 2));
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_call(L, 2, 1);
    return 1;
}

/* t[key] for an integer as a local view; false, and nothing pushed, where another way must be gone. Upvalue 3 is the tensors' metatable. */
static inline bool push_row(lua_State *L, ln_state *state)
{
    int whole;
    box *b = lua_touserdata(L, 1);
    if (!ln_has_local_views(state, b))
        return false;
    const lua_Integer at = lua_tointegerx(L, 2, &whole);
    if (!whole)
        return false;
    lunula_tensor **place = ln_push_box_of(L, state, lua_upvalueindex(3));
    lunula_tensor *row = b->t == NULL ? NULL : lunula_local_row(state->runtime, b->t, at);
    if (row == NULL) {
        lua_pop(L, 1);
        return false;
    }
    ln_fill_box(L, state, place, row);
    return true;
}

/* t[key]: a field, the mask, a method, or an element. Upvalues: core.methods, the state, the tensors' metatable. */
static int tensor_index(lua_State *L)
{
    ln_state *state = lua_touserdata(L, lua_upvalueindex(2));
    const int type = lua_type(L, 2);
    if (type == LUA_TNUMBER && push_row(L, state))
        return 1;
    size_t length;
    const char *key = type == LUA_TSTRING ? lua_tolstring(L, 2, &length) : NULL;
    if (key != NULL && begins_slice(key) && !state->histories) {
        ln_push_slice(L, state, 1, key, length, lua_upvalueindex(3));
        return 1;
    }
    if (key == NULL || begins_slice(key))
        return element(L, state);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    lua_pop(L, 1);
    if (is_slice(key))
        return element(L, state);
    lunula_tensor *t = ln_check_tensor(L, 1);
    if (push_field(L, t, key))
        return 1;
    if (strcmp(key, "mask") == 0) {
        if (luaL_testudata(L, 1, LN_TENSOR_TYPE) == NULL)
            lua_pushnil(L);
        else
            lua_getiuservalue(L, 1, 1);
        return 1;
    }
    return ln_raise_text(L, "a tensor has no field or method '%s'", key);
}

static int tensor_newindex(lua_State *L)
{
    return ln_raise_text(L, "tensors are immutable; use a Variable, or ops.where and friends, to make a changed one");
}

/* Methods --------------------------------------------------------------------------------------------------------- */

static void push_element(lua_State *L, const lunula_tensor *t, int64_t index)
{
    lunula_runtime *runtime = ln_runtime(L);
    lunula_dtype dtype = lunula_tensor_dtype(t);
    double real;
    int64_t integer;
    lunula_status status = dtype >= LUNULA_FLOAT16 ? lunula_tensor_get_double(runtime, t, index, &real)
                                                   : lunula_tensor_get_int(runtime, t, index, &integer);
    if (status != LUNULA_OK)
        ln_raise(L);
    if (dtype == LUNULA_BOOL)
        lua_pushboolean(L, integer != 0);
    else if (dtype >= LUNULA_FLOAT16)
        lua_pushnumber(L, real);
    else
        lua_pushinteger(L, integer);
}

static int tensor_item(lua_State *L)
{
    lunula_tensor *t = ln_check_tensor(L, 1);
    if (lunula_tensor_size(t) != 1) {
        if (lunula_tensor_is_symbol(t))
            return ln_raise_text(L,
                                 "item: this tensor is a symbol without a value; use run_eagerly = true where values are needed");
        return ln_raise_text(L, "item: expected a tensor of one element, got %lld", (long long)lunula_tensor_size(t));
    }
    push_element(L, t, 0);
    return 1;
}

static void push_rows(lua_State *L, const lunula_tensor *t, int axis, int64_t *next)
{
    luaL_checkstack(L, 3, "a tensor of many axes");
    if (axis == lunula_tensor_rank(t)) {
        push_element(L, t, (*next)++);
        return;
    }
    int64_t length = lunula_tensor_shape(t)[axis];
    lua_createtable(L, (int)(length < 1 << 20 ? length : 0), 0);
    for (int64_t i = 0; i < length; i++) {
        push_rows(L, t, axis + 1, next);
        lua_rawseti(L, -2, i + 1);
    }
}

static int tensor_totable(lua_State *L)
{
    lunula_tensor *t = ln_check_tensor(L, 1);
    int64_t next = 0;
    if (lunula_tensor_is_symbol(t))
        return ln_raise_text(L,
                             "totable: this tensor is a symbol without a value; use run_eagerly = true where values are needed");
    double entries = 1;
    for (int i = 0; i < lunula_tensor_rank(t); i++) {
        entries *= (double)lunula_tensor_shape(t)[i];
        if (entries > INT32_MAX)
            return ln_raise_text(L, "totable: this tensor has more rows or elements than Lua's tables can take");
    }
    ln_push_tensor_at(L, 1); /* holds the elements: the tables' memory may call finalizers */
    push_rows(L, ln_check_tensor(L, -1), 0, &next);
    return 1;
}

static int tensor_with_mask(lua_State *L)
{
    if (!lua_isnoneornil(L, 2))
        ln_check_tensor(L, 2);
    lua_settop(L, 2);
    ln_push_tensor_at(L, 1);
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, -2, 1);
    ln_copy_history(L, 1);
    return 1;
}

/* Upvalue 1: the state. */
static int tensor_release(lua_State *L)
{
    ln_state *state = lua_touserdata(L, lua_upvalueindex(1));
    bool fits = ln_is_box(L, state, 1);
    box *b = fits ? lua_touserdata(L, 1) : luaL_checkudata(L, 1, LN_TENSOR_TYPE);
    lunula_tensor *t = b->t;
    b->t = NULL;
    if (fits && state->boxes != NULL)
        lunula_local_release(state->boxes->runtime, t);
    else
        lunula_tensor_release(t);
    return 0;
}

static int tensor_tostring(lua_State *L)
{
    lunula_runtime *runtime = ln_runtime(L);
    char *text;
    box *b = luaL_testudata(L, 1, LN_TENSOR_TYPE);
    if (b != NULL && b->t == NULL) {
        lua_pushliteral(L, "<released tensor>");
        return 1;
    }
    if (lunula_tensor_format(runtime, ln_check_tensor(L, 1), NULL, &text) != LUNULA_OK)
        return ln_raise(L);
    ln_push_text(L, text);
    return 1;
}

static int tensor_len(lua_State *L)
{
    lunula_tensor *t = ln_check_tensor(L, 1);
    if (lunula_tensor_rank(t) == 0)
        return ln_raise_text(L, "a tensor without axes has no length");
    if (lunula_tensor_shape(t)[0] == LUNULA_UNKNOWN)
        return ln_raise_text(L,
                             "the first axis of this symbol has no known length; use run_eagerly = true where values are needed");
    lua_pushinteger(L, lunula_tensor_shape(t)[0]);
    return 1;
}

static int tensor_concat(lua_State *L)
{
    luaL_tolstring(L, 1, NULL);
    luaL_tolstring(L, 2, NULL);
    lua_concat(L, 2);
    return 1;
}

/* Arithmetic passes exactly two operands (one for unary minus, which Lua gives two of). */
static int arithmetic(lua_State *L)
{
    const ln_callee *f = lua_touserdata(L, lua_upvalueindex(1));
    lua_settop(L, f->count);
    return ln_call_op(L, f->count);
}

/* Lua turns the result of < and <= into a boolean, so only single elements can be compared. */
static int comparison(lua_State *L)
{
    lua_settop(L, 2);
    ln_call_op(L, 2);
    lunula_tensor *t = ln_check_tensor(L, -1);
    if (lunula_tensor_size(t) != 1)
        return ln_raise_text(
            L, "Lua's comparison gives one boolean, but these tensors have many elements; ops.less, ops.less_equal, "
               "ops.greater and ops.greater_equal compare them one by one");
    push_element(L, t, 0);
    return 1;
}

static int core_tensor(lua_State *L)
{
    int dtype = -1;
    lunula_dtype found;
    if (!lua_isnoneornil(L, 2)) {
        const char *name = luaL_checkstring(L, 2);
        if (!lunula_dtype_find(name, &found))
            return ln_raise_text(L, "there is no dtype '%s'", name);
        dtype = (int)found;
    }
    lunula_tensor *t;
    lua_settop(L, 2);
    ln_push_box(L);
    if (ln_to_tensor(L, 1, dtype, false, &t) != LUNULA_OK)
        return ln_raise(L);
    ln_fill_tensor(L, t);
    return 1;
}

static int core_symbol(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    int64_t shape[LUNULA_MAX_RANK];
    lunula_dtype dtype = lunula_floatx(ln_runtime(L));
    int rank = (int)lua_rawlen(L, 1);
    if (rank > LUNULA_MAX_RANK)
        return ln_raise_text(L, "a tensor has at most %d axes", LUNULA_MAX_RANK);
    if (!lua_isnoneornil(L, 2) && !lunula_dtype_find(luaL_checkstring(L, 2), &dtype))
        return ln_raise_text(L, "there is no dtype '%s'", lua_tostring(L, 2));
    for (int i = 0; i < rank; i++) {
        lua_rawgeti(L, 1, i + 1);
        int whole;
        shape[i] = ln_is_null(L, -1) ? LUNULA_UNKNOWN : lua_tointegerx(L, -1, &whole);
        if (!ln_is_null(L, -1) && (!whole || shape[i] < 0))
            return ln_raise_text(L, "a dimension is an integer or null, not %s", luaL_tolstring(L, -1, NULL));
        lua_pop(L, 1);
    }
    lunula_tensor *t;
    ln_push_box(L);
    if (lunula_tensor_symbol(ln_runtime(L), dtype, rank, shape, &t) != LUNULA_OK)
        return ln_raise(L);
    ln_fill_tensor(L, t);
    return 1;
}

static int core_is_tensor(lua_State *L)
{
    lua_pushboolean(L, luaL_testudata(L, 1, LN_TENSOR_TYPE) != NULL);
    return 1;
}

static int core_is_symbol(lua_State *L)
{
    lunula_tensor *t = ln_test_tensor(L, 1);
    lua_pushboolean(L, t != NULL && lunula_tensor_is_symbol(t));
    return 1;
}

static void set_arithmetic(lua_State *L, const char *event, const char *op_name, lua_CFunction function)
{
    ln_push_op(L, lunula_op_find(ln_runtime(L), op_name), function);
    lua_setfield(L, -2, event);
}

void ln_open_tensor(lua_State *L)
{
    static const luaL_Reg meta[] = { { "__newindex", tensor_newindex },
                                     { "__tostring", tensor_tostring },
                                     { "__len", tensor_len },
                                     { "__concat", tensor_concat },
                                     { NULL, NULL } };
    static const luaL_Reg own[] = { { "__gc", tensor_release }, { "__close", tensor_release }, { NULL, NULL } };
    static const luaL_Reg methods[] = { { "item", tensor_item },
                                        { "totable", tensor_totable },
                                        { "with_mask", tensor_with_mask },
                                        { "release", tensor_release },
                                        { NULL, NULL } };
    static const luaL_Reg core[] = { { "tensor", core_tensor },
                                     { "symbol", core_symbol },
                                     { "is_tensor", core_is_tensor },
                                     { "is_symbol", core_is_symbol },
                                     { NULL, NULL } };
    ln_state *state = ln_state_of(L);
    state->ceiling = CEILING_FLOOR;
    bool held;
    push_plain(L, state, &held);
    if (!held) /* a first one tells whether this Lua's boxes fit into slots */
        state->boxes = NULL;
    lua_pop(L, 1);
    luaL_setfuncs(L, core, 0);
    luaL_newlibtable(L, methods);
    lua_pushlightuserdata(L, state);
    luaL_setfuncs(L, methods, 1);
    int table = lua_gettop(L);
    const char *types[] = { LN_TENSOR_TYPE, LN_VARIABLE_TYPE };
    for (int i = 0; i < 2; i++) {
        luaL_newmetatable(L, types[i]);
        *(i == 0 ? &state->tensor_type : &state->variable_type) = lua_topointer(L, -1);
        luaL_setfuncs(L, meta, 0);
        lua_pushvalue(L, table);
        lua_pushlightuserdata(L, state);
        luaL_getmetatable(L, LN_TENSOR_TYPE);
        lua_pushcclosure(L, tensor_index, 3);
        lua_setfield(L, -2, "__index");
        if (i == 0) {
            lua_pushlightuserdata(L, state);
            luaL_setfuncs(L, state->boxes == NULL ? own : own + 1, 1);
        }
        set_arithmetic(L, "__add", "add", arithmetic);
        set_arithmetic(L, "__sub", "subtract", arithmetic);
        set_arithmetic(L, "__mul", "multiply", arithmetic);
        set_arithmetic(L, "__div", "divide", arithmetic);
        set_arithmetic(L, "__mod", "mod", arithmetic);
        set_arithmetic(L, "__pow", "power", arithmetic);
        set_arithmetic(L, "__idiv", "floor_divide", arithmetic);
        set_arithmetic(L, "__unm", "negative", arithmetic);
        set_arithmetic(L, "__lt", "less", comparison);
        set_arithmetic(L, "__le", "less_equal", comparison);
        lua_pushstring(L, types[i]);
        lua_setfield(L, -2, "__metatable");
        lua_pop(L, 1);
    }
    lua_setfield(L, -2, "methods");
}
