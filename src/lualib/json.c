/* core.json: JSON text to Lua values. Written on lunula.h and Lua's own headers alone. */
#include "lualib.h"

static void push_value(lua_State *L, const lunula_json *value)
{
    size_t length, count = lunula_json_count(value);
    const char *text;
    luaL_checkstack(L, 8, "json");
    switch (lunula_json_kind_of(value)) {
    case LUNULA_JSON_NULL: ln_push_null(L); break;
    case LUNULA_JSON_BOOL: lua_pushboolean(L, lunula_json_bool(value)); break;
    case LUNULA_JSON_INT: lua_pushinteger(L, lunula_json_int(value)); break;
    case LUNULA_JSON_FLOAT: lua_pushnumber(L, lunula_json_double(value)); break;
    case LUNULA_JSON_STRING:
        text = lunula_json_string(value, &length);
        lua_pushlstring(L, text, length);
        break;
    case LUNULA_JSON_ARRAY:
        lua_newtable(L);
        for (size_t i = 0; i < count; i++) {
            push_value(L, lunula_json_child(value, i));
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        lua_pushvalue(L, 2);
        lua_setmetatable(L, -2);
        break;
    case LUNULA_JSON_OBJECT:
        lua_newtable(L);
        lua_newtable(L);
        lua_pushliteral(L, "keras.json.object");
        lua_setfield(L, -2, "__name");
        lua_newtable(L); /* table, metatable, keys */
        for (size_t i = 0; i < count; i++) {
            const lunula_json *child = lunula_json_child(value, i);
            text = lunula_json_key(child, &length);
            lua_pushlstring(L, text, length);
            lua_pushvalue(L, -1);
            if (lua_rawget(L, -5) == LUA_TNIL) { /* of equal keys the last value counts, at the first one's place */
                lua_pushvalue(L, -2);
                lua_rawseti(L, -4, (lua_Integer)lua_rawlen(L, -4) + 1);
            }
            lua_pop(L, 1);
            push_value(L, child);
            lua_rawset(L, -5);
        }
        lua_setfield(L, -2, "keys");
        lua_setmetatable(L, -2);
        break;
    }
}

static int push_root(lua_State *L)
{
    push_value(L, lua_touserdata(L, 1));
    return 1;
}

/* decode(text, array metatable) */
static int json_decode(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    lunula_json *root;
    luaL_checktype(L, 2, LUA_TTABLE);
    if (lunula_json_parse(ln_runtime(L), text, length, &root) != LUNULA_OK)
        return ln_raise(L);
    lua_pushcfunction(L, push_root);
    lua_pushlightuserdata(L, root);
    lua_pushvalue(L, 2);
    int code = lua_pcall(L, 2, 1, 0);
    lunula_json_free(root);
    return code == LUA_OK ? 1 : lua_error(L);
}

void ln_open_json(lua_State *L)
{
    lua_newtable(L);
    lua_pushcfunction(L, json_decode);
    lua_setfield(L, -2, "decode");
    lua_setfield(L, -2, "json");
}
