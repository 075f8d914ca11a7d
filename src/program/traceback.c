/* Errors as text: the message and the stack, the user's own frames alone. */
#include <stdlib.h>
#include <string.h>

#include "program.h"

/* As luaL_traceback: the innermost FIRST frames and the outermost LAST. Of a deeper stack, WINDOW frames at either end are looked at. */
enum { FIRST = 10, LAST = 11, WINDOW = 400 };

static bool is_ours(lua_State *L, int level, bool caller_is_ours)
{
    lua_Debug frame;
    lua_getstack(L, level, &frame);
    lua_getinfo(L, "S", &frame);
    return strcmp(frame.what, "C") == 0 ? caller_is_ours : strncmp(frame.source, "@lunula/", 8) == 0;
}

static int depth(lua_State *L)
{
    lua_Debug frame;
    int low = 1, high = 1;
    while (lua_getstack(L, high, &frame)) {
        low = high;
        high *= 2;
    }
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (lua_getstack(L, middle, &frame))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Adds the line(s) of one frame, in luaL_traceback's words. */
static void add_frame(lua_State *L, luaL_Buffer *out, int level)
{
    luaL_traceback(L, L, NULL, level);
    const char *line = strchr(lua_tostring(L, -1), '\n');
    const char *end = line == NULL ? NULL : strchr(line + 1, '\n');
    if (end != NULL && strncmp(end, "\n\t(...tail calls...)", 20) == 0)
        end = strchr(end + 1, '\n');
    if (line == NULL)
        lua_pushliteral(L, "");
    else
        lua_pushlstring(L, line, end == NULL ? strlen(line) : (size_t)(end - line));
    lua_remove(L, -2);
    luaL_addvalue(out);
}

/* Finds the frames to show from `level` on, outermost first, since a C function belongs to who called it. Tells whether frames of the Lua half were
 * left out. */
static int find_frames(lua_State *L, int level, int count, int *shown, bool *hides)
{
    int found = 0;
    bool below = false; /* the frame that called this one is the Lua half's */
    *hides = false;
    for (int at = count - 1; at >= level; at--) {
        if (at - level >= WINDOW && count - at > WINDOW)
            at = level + WINDOW - 1;
        below = is_ours(L, at, below);
        if (below)
            *hides = true;
        else
            shown[found++] = at;
    }
    return found;
}

/* Pushes the stack from `level` on behind the message. */
static void push_stack(lua_State *L, const char *message, int level)
{
    bool hides;
    int shown[2 * WINDOW], found = find_frames(L, level, depth(L), shown, &hides);
    if (!hides) {
        luaL_traceback(L, L, message, level);
        return;
    }
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    luaL_addstring(&out, message);
    luaL_addstring(&out, "\nstack traceback:");
    for (int i = found - 1; i >= 0; i--) {
        if (found > FIRST + LAST && i == found - 1 - FIRST) {
            luaL_addstring(&out, "\n\t...");
            i = LAST - 1;
        }
        add_frame(L, &out, shown[i]);
    }
    luaL_pushresult(&out);
}

/* Puts the user's own innermost line before a message that begins with a place in the Lua half. */
static const char *with_place(lua_State *L, const char *message)
{
    lua_Debug frame;
    if (strncmp(message, "lunula/", 7) != 0)
        return message;
    for (int level = 1; lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "Sl", &frame);
        if (frame.currentline > 0 && strncmp(frame.source, "@lunula/", 8) != 0)
            return lua_pushfstring(L, "%s:%d: %s", frame.short_src, frame.currentline, message);
    }
    return message;
}

int add_traceback(lua_State *L)
{
    const char *message = lua_tostring(L, 1), *wanted = getenv("LUNULA_TRACEBACK");
    if (message == NULL) {
        if (luaL_callmeta(L, 1, "__tostring") && lua_type(L, -1) == LUA_TSTRING)
            return 1;
        message = lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
    }
    if (wanted != NULL && strcmp(wanted, "full") == 0)
        luaL_traceback(L, L, with_place(L, message), 1);
    else
        push_stack(L, with_place(L, message), 1);
    return 1;
}

int call(lua_State *L, int arguments, int results, interrupts mode, bool *interrupted)
{
    int base = lua_gettop(L) - arguments;
    lua_pushcfunction(L, add_traceback);
    lua_insert(L, base);
    interrupt_begin(mode);
    int status = lua_pcall(L, arguments, results, base);
    *interrupted = interrupt_end();
    lua_remove(L, base);
    return status;
}
