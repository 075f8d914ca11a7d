/* core.json: Lua values to JSON and back. Written on lunula.h alone.
 *
 * A metatable's __name says what a table is: "keras.json.array" (one shared metatable), "keras.json.object" (one per object, whose
 * `keys` list remembers the order), "keras.json.number" (an integer beyond int64: { token = its text }). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lualib/lualib.h"

#define BOX_TYPE "lunula.json.box"
#define ARRAY_NAME "keras.json.array"
#define OBJECT_NAME "keras.json.object"
#define NUMBER_NAME "keras.json.number"

enum { MAX_DEPTH = 512 };

/* What must be freed when a function returns or raises. */
typedef struct box {
    lunula_json *root;
    char *text;
} box;

static int close_box(lua_State *L)
{
    box *held = lua_touserdata(L, 1);
    lunula_json_free(held->root);
    if (held->text != NULL)
        lunula_string_free(ln_runtime(L), held->text);
    *held = (box){ NULL, NULL };
    return 0;
}

static box *push_box(lua_State *L)
{
    box *held = lua_newuserdatauv(L, sizeof *held, 0);
    *held = (box){ NULL, NULL };
    luaL_setmetatable(L, BOX_TYPE);
    lua_toclose(L, -1);
    return held;
}

/* Decoding --------------------------------------------------------------------------------------------------------- */

static void push_node(lua_State *L, const lunula_json *node);

static void push_array(lua_State *L, const lunula_json *node)
{
    lua_newtable(L);
    lua_Integer i = 0;
    for (const lunula_json *at = lunula_json_child(node); at != NULL; at = lunula_json_next(at)) {
        push_node(L, at);
        lua_rawseti(L, -2, ++i);
    }
    luaL_setmetatable(L, ARRAY_NAME);
}

static void push_object(lua_State *L, const lunula_json *node)
{
    lua_newtable(L);          /* the object */
    lua_createtable(L, 0, 2); /* its metatable */
    lua_newtable(L);          /* its keys */
    lua_Integer count = 0;
    for (const lunula_json *at = lunula_json_child(node); at != NULL; at = lunula_json_next(at)) {
        size_t length;
        const char *key = lunula_json_key(at, &length);
        lua_pushlstring(L, key, length);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, -5) == LUA_TNIL) { /* of a key that stands twice the last value counts, as in Python */
            lua_pushvalue(L, -2);
            lua_rawseti(L, -4, ++count);
        }
        lua_pop(L, 1);
        push_node(L, at);
        lua_rawset(L, -5);
    }
    lua_setfield(L, -2, "keys");
    lua_pushliteral(L, OBJECT_NAME);
    lua_setfield(L, -2, "__name");
    lua_setmetatable(L, -2);
}

static void push_node(lua_State *L, const lunula_json *node)
{
    lunula_json_value value;
    lunula_json_get(node, &value);
    luaL_checkstack(L, 12, "JSON nested too deeply");
    switch (value.kind) {
    case LUNULA_JSON_NULL:
        ln_push_null(L);
        break;
    case LUNULA_JSON_BOOLEAN:
        lua_pushboolean(L, value.boolean);
        break;
    case LUNULA_JSON_INTEGER:
        lua_pushinteger(L, value.integer);
        break;
    case LUNULA_JSON_FLOAT:
        lua_pushnumber(L, value.number);
        break;
    case LUNULA_JSON_NUMBER:
        lua_createtable(L, 0, 1);
        lua_pushlstring(L, value.string, value.length);
        lua_setfield(L, -2, "token");
        luaL_setmetatable(L, NUMBER_NAME);
        break;
    case LUNULA_JSON_STRING:
        lua_pushlstring(L, value.string, value.length);
        break;
    case LUNULA_JSON_ARRAY:
        push_array(L, node);
        break;
    case LUNULA_JSON_OBJECT:
        push_object(L, node);
        break;
    }
}

/* json.decode(text) */
static int decode(lua_State *L)
{
    size_t size;
    if (lua_type(L, 1) != LUA_TSTRING)
        return ln_raise_text(L, "json.decode: text: expected a string, got %s", luaL_typename(L, 1));
    const char *text = lua_tolstring(L, 1, &size);
    box *held = push_box(L);
    if (lunula_json_parse(ln_runtime(L), text, size, &held->root) != LUNULA_OK)
        return ln_raise(L);
    push_node(L, held->root);
    return 1;
}

/* Encoding --------------------------------------------------------------------------------------------------------- */

/* About how much memory a tree takes that is being made. It isn't the runtime's, so that a memory limit is kept by looking now and then. */
typedef struct tally {
    size_t bytes, looked;
} tally;

enum { NODE_BYTES = 160, LOOK_BYTES = 1 << 16 };

static void count_node(lua_State *L, tally *t, size_t text_bytes)
{
    lunula_memory memory;
    t->bytes += NODE_BYTES + text_bytes;
    if (t->bytes - t->looked < LOOK_BYTES)
        return;
    t->looked = t->bytes;
    lunula_memory_info(ln_runtime(L), &memory);
    if (memory.limit == 0 || memory.live_bytes + memory.lent_bytes + t->bytes <= memory.limit)
        return;
    lunula_set_message(ln_runtime(L), LUNULA_ERROR_MEMORY,
                       "json.encode: out of memory: the text of so many values passes the limit");
    ln_raise(L);
}

/* The way from the value that is encoded down to where we are. */
typedef struct place {
    const struct place *up;
    const char *key; /* NULL: an index */
    lua_Integer index;
    const void *table;
    int depth;
    tally *tally;
} place;

static void add_path(luaL_Buffer *b, const place *at)
{
    char text[96];
    if (at->up == NULL) {
        luaL_addstring(b, "value");
        return;
    }
    add_path(b, at->up);
    if (at->key == NULL) {
        snprintf(text, sizeof text, "[%lld]", (long long)at->index);
    } else {
        size_t plain = strspn(at->key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
        snprintf(text, sizeof text, at->key[plain] == '\0' && plain > 0 ? ".%.60s" : "[\"%.60s\"]", at->key);
    }
    luaL_addstring(b, text);
}

/* Raises "json.encode: <path>: <what>". */
static int fail(lua_State *L, const place *at, const char *what)
{
    luaL_Buffer b;
    what = lua_pushstring(L, what);
    luaL_checkstack(L, 20, NULL);
    luaL_buffinit(L, &b);
    add_path(&b, at);
    luaL_pushresult(&b);
    size_t length;
    const char *path = lua_tolstring(L, -1, &length);
    /* A path too long for the message keeps its end, which is where the trouble is. */
    return ln_raise_text(L, "json.encode: %s%s: %s", length > 400 ? "..." : "", length > 400 ? path + length - 400 : path, what);
}

static lunula_json *add(lua_State *L, lunula_json *parent, const place *at, size_t key_length, const lunula_json_value *value)
{
    lunula_json *node;
    const char *key = at->up == NULL ? NULL : at->key;
    count_node(L, at->tally, value->length + key_length);
    if (lunula_json_add(ln_runtime(L), parent, key, key_length, value, &node) != LUNULA_OK)
        fail(L, at, lunula_message(ln_runtime(L)));
    return node;
}

typedef enum shape { SHAPE_ARRAY, SHAPE_OBJECT, SHAPE_NUMBER } shape;

/* Pushes nothing; the name of the metatable of the table at the top, "" without one. */
static const char *table_name(lua_State *L, char *name, size_t size)
{
    name[0] = '\0';
    if (lua_getmetatable(L, -1)) {
        lua_pushliteral(L, "__name");
        if (lua_rawget(L, -2) == LUA_TSTRING)
            snprintf(name, size, "%s", lua_tostring(L, -1));
        lua_pop(L, 2);
    }
    return name;
}

/* What the table at the top is; raises when it is nothing that JSON has. */
static shape shape_of(lua_State *L, const place *at)
{
    char name[128], text[256];
    table_name(L, name, sizeof name);
    if (strcmp(name, NUMBER_NAME) == 0)
        return SHAPE_NUMBER;
    bool array = strcmp(name, ARRAY_NAME) == 0, object = strcmp(name, OBJECT_NAME) == 0;
    if (name[0] != '\0' && !array && !object) {
        snprintf(text, sizeof text, "a %s has no JSON form (keras.saving.serialize_keras_object makes one of Keras objects)",
                 name);
        fail(L, at, text);
    }
    lua_Unsigned length = lua_rawlen(L, -1), positions = 0, names = 0;
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) == LUA_TSTRING) {
            names++;
        } else if (lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1) {
            positions++;
            length = (lua_Unsigned)lua_tointeger(L, -2) > length ? (lua_Unsigned)lua_tointeger(L, -2) : length;
        } else {
            snprintf(text, sizeof text, "a key is a string or a position from 1 on, not %s %s", luaL_typename(L, -2),
                     lua_isnumber(L, -2) ? lua_pushfstring(L, "%f", lua_tonumber(L, -2)) : "");
            fail(L, at, text);
        }
    }
    if (names > 0 && positions > 0)
        fail(L, at, "has both named and positional entries");
    if (array && names > 0)
        fail(L, at, "is a keras.json.array with named entries");
    if (object && positions > 0)
        fail(L, at, "is a keras.json.object with positional entries");
    if (positions != length)
        fail(L, at, "is a list with holes; keras.null stands for null");
    return array || positions > 0 ? SHAPE_ARRAY : SHAPE_OBJECT;
}

typedef struct name {
    const char *text;
    size_t length;
} name;

static int compare_names(const void *a, const void *b)
{
    const name *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order != 0 ? order : x->length < y->length ? -1 : x->length > y->length;
}

/* Pushes the list of the string keys of the table at the top: those that its metatable remembers, in that order, then the others,
 * sorted by bytes. */
static void push_keys(lua_State *L)
{
    int table = lua_gettop(L), list, seen;
    lua_Integer count = 0, others = 0;
    lua_newtable(L);
    list = lua_gettop(L);
    lua_newtable(L);
    seen = lua_gettop(L);
    if (lua_getmetatable(L, table)) {
        lua_pushliteral(L, "keys");
        if (lua_rawget(L, -2) == LUA_TTABLE)
            for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
                lua_pushvalue(L, -1);
                bool wanted = lua_type(L, -1) == LUA_TSTRING && lua_rawget(L, table) != LUA_TNIL;
                lua_pop(L, 1);
                lua_pushvalue(L, -1);
                wanted = wanted && lua_rawget(L, seen) == LUA_TNIL;
                lua_pop(L, 1);
                if (wanted) {
                    lua_pushvalue(L, -1);
                    lua_rawseti(L, list, ++count);
                    lua_pushboolean(L, true);
                    lua_rawset(L, seen);
                } else {
                    lua_pop(L, 1);
                }
            }
        lua_settop(L, seen);
    }
    for (lua_pushnil(L); lua_next(L, table) != 0;) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        others += lua_rawget(L, seen) == LUA_TNIL;
        lua_pop(L, 1);
    }
    name *names = lua_newuserdatauv(L, (size_t)others * sizeof *names + 1, 0);
    lua_Integer at = 0;
    for (lua_pushnil(L); lua_next(L, table) != 0;) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, seen) == LUA_TNIL) {
            names[at].text = lua_tolstring(L, -2, &names[at].length); /* the table keeps its keys alive */
            at++;
        }
        lua_pop(L, 1);
    }
    if (others > 1)
        qsort(names, (size_t)others, sizeof *names, compare_names);
    for (lua_Integer i = 0; i < others; i++) {
        lua_pushlstring(L, names[i].text, names[i].length);
        lua_rawseti(L, list, ++count);
    }
    lua_settop(L, list);
}

static void encode_value(lua_State *L, lunula_json *parent, lunula_json **root, place *at, size_t key_length);

static void encode_table(lua_State *L, lunula_json *parent, lunula_json **root, place *at, size_t key_length)
{
    at->table = lua_topointer(L, -1);
    for (const place *above = at->up; above != NULL; above = above->up)
        if (above->table == at->table)
            fail(L, at, "is a table that contains itself");
    if (at->depth > MAX_DEPTH)
        fail(L, at, "is nested more than 512 deep");
    luaL_checkstack(L, 24, "JSON nested too deeply");
    shape kind = shape_of(L, at);
    lunula_json_value value = { .kind = kind == SHAPE_ARRAY ? LUNULA_JSON_ARRAY : LUNULA_JSON_OBJECT };
    if (kind == SHAPE_NUMBER) {
        value.kind = LUNULA_JSON_NUMBER;
        lua_pushliteral(L, "token");
        if (lua_rawget(L, -2) != LUA_TSTRING)
            fail(L, at, "is a keras.json.number without a token");
        value.string = lua_tolstring(L, -1, &value.length);
    }
    lunula_json *node = add(L, parent, at, key_length, &value);
    if (parent == NULL)
        *root = node;
    place below = { .up = at, .depth = at->depth + 1, .tally = at->tally };
    if (kind == SHAPE_NUMBER) {
        lua_pop(L, 1);
    } else if (kind == SHAPE_ARRAY) {
        for (lua_Integer i = 1, n = (lua_Integer)lua_rawlen(L, -1); i <= n; i++) {
            below.index = i;
            below.table = NULL;
            lua_rawgeti(L, -1, i);
            encode_value(L, node, root, &below, 0);
            lua_pop(L, 1);
        }
    } else {
        push_keys(L);
        for (lua_Integer i = 1, n = (lua_Integer)lua_rawlen(L, -1); i <= n; i++) {
            size_t length;
            lua_rawgeti(L, -1, i);
            below.key = lua_tolstring(L, -1, &length);
            below.table = NULL;
            lua_pushvalue(L, -1);
            lua_rawget(L, -4);
            encode_value(L, node, root, &below, length);
            lua_pop(L, 2);
        }
        lua_pop(L, 1);
    }
}

/* Adds the value at the top, which stays there. */
static void encode_value(lua_State *L, lunula_json *parent, lunula_json **root, place *at, size_t key_length)
{
    lunula_json_value value = { .kind = LUNULA_JSON_NULL };
    char text[160];
    switch (lua_type(L, -1)) {
    case LUA_TNIL:
        break;
    case LUA_TBOOLEAN:
        value.kind = LUNULA_JSON_BOOLEAN;
        value.boolean = lua_toboolean(L, -1);
        break;
    case LUA_TNUMBER:
        value.kind = lua_isinteger(L, -1) ? LUNULA_JSON_INTEGER : LUNULA_JSON_FLOAT;
        value.integer = lua_tointeger(L, -1);
        value.number = lua_tonumber(L, -1);
        break;
    case LUA_TSTRING:
        value.kind = LUNULA_JSON_STRING;
        value.string = lua_tolstring(L, -1, &value.length);
        break;
    case LUA_TTABLE:
        encode_table(L, parent, root, at, key_length);
        return;
    default:
        if (ln_is_null(L, -1))
            break;
        if (ln_test_tensor(L, -1) != NULL)
            fail(L, at, "a tensor has no JSON form; :totable() or :item() gives its values");
        snprintf(text, sizeof text, "a %s has no JSON form", luaL_typename(L, -1));
        fail(L, at, text);
    }
    lunula_json *node = add(L, parent, at, key_length, &value);
    if (parent == NULL)
        *root = node;
}

/* The option `indent`, or -1. */
static int check_options(lua_State *L)
{
    if (lua_isnoneornil(L, 2))
        return -1;
    if (!lua_istable(L, 2))
        ln_raise_text(L, "json.encode: options: expected a table, got %s", luaL_typename(L, 2));
    for (lua_pushnil(L); lua_next(L, 2) != 0; lua_pop(L, 1))
        if (lua_type(L, -2) != LUA_TSTRING || strcmp(lua_tostring(L, -2), "indent") != 0)
            ln_raise_text(L, "json.encode: unknown option '%s'; there is 'indent'", luaL_tolstring(L, -2, NULL));
    lua_getfield(L, 2, "indent");
    if (lua_isnil(L, -1) || ln_is_null(L, -1))
        return -1;
    int whole;
    lua_Integer indent = lua_tointegerx(L, -1, &whole);
    if (!whole || lua_type(L, -1) != LUA_TNUMBER || indent < 0 || indent > 16)
        ln_raise_text(L, "json.encode: indent: expected an integer from 0 to 16, got %s", luaL_tolstring(L, -1, NULL));
    return (int)indent;
}

/* json.encode(value, options?) */
static int encode(lua_State *L)
{
    size_t length;
    lua_settop(L, 2);
    int indent = check_options(L);
    box *held = push_box(L);
    lua_pushvalue(L, 1);
    tally taken = { 0, 0 };
    place top = { .up = NULL, .depth = 1, .tally = &taken };
    encode_value(L, NULL, &held->root, &top, 0);
    if (lunula_json_write(ln_runtime(L), held->root, indent, &held->text, &length) != LUNULA_OK)
        return ln_raise(L);
    lua_pushlstring(L, held->text, length);
    return 1;
}

/* json.keys(object): its keys in the order in which they are written. */
static int keys(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1))
        if (lua_type(L, -2) != LUA_TSTRING)
            return ln_raise_text(L, "json.keys: expected an object, whose keys are strings; one is a %s", luaL_typename(L, -2));
    push_keys(L);
    return 1;
}

void ln_open_json(lua_State *L)
{
    static const luaL_Reg functions[] = { { "decode", decode }, { "encode", encode }, { "keys", keys }, { NULL, NULL } };
    luaL_newmetatable(L, BOX_TYPE);
    lua_pushcfunction(L, close_box);
    lua_setfield(L, -2, "__close");
    lua_pushcfunction(L, close_box);
    lua_setfield(L, -2, "__gc"); /* where there was no memory to call __close */
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    luaL_newmetatable(L, ARRAY_NAME); /* which also sets __name */
    lua_setfield(L, -2, "array");
    luaL_newmetatable(L, NUMBER_NAME);
    lua_setfield(L, -2, "number");
    lua_setfield(L, -2, "json");
}
