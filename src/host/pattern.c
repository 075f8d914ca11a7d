/* Lua's patterns with a price: find, match, gmatch and gsub as the manual (6.4.1) has them, but every step of the search is charged, so that a
 * budget, a cancel or Ctrl-C ends a search that backtracks without end. */
#include <ctype.h>
#include <string.h>

#include "host/host.h"

enum { MOST_CAPTURES = 32, DEEPEST = 200, STEPS = 1024, STEPS_PER_UNIT = 4, OPEN = -1, POSITION = -2 };

typedef struct matcher {
    lua_State *L;
    lunula_host *host;
    const char *start, *end;       /* the subject */
    const char *pattern, *closing; /* the pattern, without its anchor */
    int level, depth;
    unsigned steps;
    struct {
        const char *start;
        ptrdiff_t length; /* or OPEN, or POSITION */
    } capture[MOST_CAPTURES];
} matcher;

static void step(matcher *m)
{
    if (++m->steps % STEPS == 0)
        ln_host_charge(m->L, m->host, STEPS / STEPS_PER_UNIT);
}

/* Parts of a pattern ------------------------------------------------------------------------------------------------ */

/* The end of the single-character class at p. */
static const char *class_end(matcher *m, const char *p)
{
    if (*p == '%') {
        if (p + 1 >= m->closing)
            luaL_error(m->L, "malformed pattern (ends with '%%')");
        return p + 2;
    }
    if (*p++ != '[')
        return p;
    if (p < m->closing && *p == '^')
        p++;
    do { /* a bracket that comes first stands for itself */
        if (p >= m->closing)
            luaL_error(m->L, "malformed pattern (missing ']')");
        p += *p == '%' ? 2 : 1;
    } while (p >= m->closing || *p != ']');
    return p + 1;
}

static bool in_class(int c, int letter)
{
    bool in;
    switch (tolower(letter)) {
    case 'a':
        in = isalpha(c);
        break;
    case 'c':
        in = iscntrl(c);
        break;
    case 'd':
        in = isdigit(c);
        break;
    case 'g':
        in = isgraph(c);
        break;
    case 'l':
        in = islower(c);
        break;
    case 'p':
        in = ispunct(c);
        break;
    case 's':
        in = isspace(c);
        break;
    case 'u':
        in = isupper(c);
        break;
    case 'w':
        in = isalnum(c);
        break;
    case 'x':
        in = isxdigit(c);
        break;
    case 'z': /* not in the manual any more, but Lua has it */
        in = c == 0;
        break;
    default:
        return letter == c;
    }
    return isupper(letter) ? !in : in;
}

/* Whether c is in the set whose '[' stands at p and whose ']' at `last`. */
static bool in_set(int c, const char *p, const char *last)
{
    bool wanted = true;
    p++;
    if (*p == '^') {
        wanted = false;
        p++;
    }
    while (p < last) {
        if (*p == '%') {
            if (in_class(c, (unsigned char)p[1]))
                return wanted;
            p += 2;
        } else if (p + 2 < last && p[1] == '-') {
            if ((unsigned char)p[0] <= c && c <= (unsigned char)p[2])
                return wanted;
            p += 3;
        } else {
            if ((unsigned char)*p == c)
                return wanted;
            p++;
        }
    }
    return !wanted;
}

/* Whether the class p .. end matches the character at s. */
static bool is_single(matcher *m, const char *s, const char *p, const char *end)
{
    step(m);
    if (s >= m->end)
        return false;
    int c = (unsigned char)*s;
    switch (*p) {
    case '.':
        return true;
    case '%':
        return in_class(c, (unsigned char)p[1]);
    case '[':
        return in_set(c, p, end - 1);
    default:
        return (unsigned char)*p == c;
    }
}

/* Matching ---------------------------------------------------------------------------------------------------------- */

static const char *match(matcher *m, const char *s, const char *p);

static const char *match_balance(matcher *m, const char *s, const char *p)
{
    if (p + 1 >= m->closing)
        luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
    if (s >= m->end || *s != p[0])
        return NULL;
    int open = 1;
    for (const char *at = s + 1; at < m->end; at++) {
        step(m);
        if (*at == p[1]) {
            if (--open == 0)
                return at + 1;
        } else if (*at == p[0]) {
            open++;
        }
    }
    return NULL;
}

static const char *match_most(matcher *m, const char *s, const char *p, const char *end)
{
    ptrdiff_t count = 0;
    while (is_single(m, s + count, p, end))
        count++;
    for (; count >= 0; count--) {
        const char *found = match(m, s + count, end + 1);
        if (found != NULL)
            return found;
    }
    return NULL;
}

static const char *match_least(matcher *m, const char *s, const char *p, const char *end)
{
    for (;; s++) {
        const char *found = match(m, s, end + 1);
        if (found != NULL)
            return found;
        if (!is_single(m, s, p, end))
            return NULL;
    }
}

static const char *open_capture(matcher *m, const char *s, const char *p, ptrdiff_t kind)
{
    if (m->level >= MOST_CAPTURES)
        luaL_error(m->L, "too many captures");
    m->capture[m->level].start = s;
    m->capture[m->level].length = kind;
    m->level++;
    const char *found = match(m, s, p);
    if (found == NULL)
        m->level--;
    return found;
}

static const char *close_capture(matcher *m, const char *s, const char *p)
{
    int i = m->level - 1;
    while (i >= 0 && m->capture[i].length != OPEN)
        i--;
    if (i < 0)
        luaL_error(m->L, "invalid pattern capture");
    m->capture[i].length = s - m->capture[i].start;
    const char *found = match(m, s, p);
    if (found == NULL)
        m->capture[i].length = OPEN;
    return found;
}

/* What capture number `digit` holds stands at s once more. */
static const char *match_capture(matcher *m, const char *s, int digit)
{
    int i = digit - '1';
    if (i < 0 || i >= m->level || m->capture[i].length == OPEN)
        luaL_error(m->L, "invalid capture index %%%d", i + 1);
    if (m->capture[i].length == POSITION) /* a number is found nowhere */
        return NULL;
    size_t length = (size_t)m->capture[i].length;
    m->steps += (unsigned)(length / STEPS);
    if ((size_t)(m->end - s) >= length && memcmp(m->capture[i].start, s, length) == 0)
        return s + length;
    return NULL;
}

/* %f[set]: the border between what is not in the set and what is. */
static bool at_frontier(matcher *m, const char *s, const char *p, const char **end)
{
    if (p >= m->closing || *p != '[')
        luaL_error(m->L, "missing '[' after '%%f' in pattern");
    *end = class_end(m, p);
    int before = s == m->start ? 0 : (unsigned char)s[-1], here = s == m->end ? 0 : (unsigned char)*s;
    return !in_set(before, p, *end - 1) && in_set(here, p, *end - 1);
}

/* Where the match of the pattern's rest p at s ends, or NULL. */
static const char *match_here(matcher *m, const char *s, const char *p)
{
    while (p < m->closing) {
        step(m);
        if (*p == '(')
            return p + 1 < m->closing && p[1] == ')' ? open_capture(m, s, p + 2, POSITION) : open_capture(m, s, p + 1, OPEN);
        if (*p == ')')
            return close_capture(m, s, p + 1);
        if (*p == '$' && p + 1 == m->closing)
            return s == m->end ? s : NULL;
        char letter = *p == '%' && p + 1 < m->closing ? p[1] : '\0';
        if (letter == 'b') {
            s = match_balance(m, s, p + 2);
            if (s == NULL)
                return NULL;
            p += 4;
            continue;
        }
        if (letter == 'f') {
            const char *end;
            if (!at_frontier(m, s, p + 2, &end))
                return NULL;
            p = end;
            continue;
        }
        if (isdigit((unsigned char)letter)) {
            s = match_capture(m, s, letter);
            if (s == NULL)
                return NULL;
            p += 2;
            continue;
        }
        const char *end = class_end(m, p);
        char repeat = end < m->closing ? *end : '\0';
        if (repeat == '*')
            return match_most(m, s, p, end);
        if (repeat == '-')
            return match_least(m, s, p, end);
        bool single = is_single(m, s, p, end);
        if (repeat == '+')
            return single ? match_most(m, s + 1, p, end) : NULL;
        if (repeat == '?') {
            const char *found = single ? match(m, s + 1, end + 1) : NULL;
            if (found != NULL)
                return found;
            p = end + 1;
            continue;
        }
        if (!single)
            return NULL;
        s++;
        p = end;
    }
    return s;
}

static const char *match(matcher *m, const char *s, const char *p)
{
    if (++m->depth > DEEPEST)
        luaL_error(m->L, "pattern too complex");
    const char *found = match_here(m, s, p);
    m->depth--;
    return found;
}

static void begin(matcher *m, lua_State *L, const char *s, size_t length, const char *p, size_t pattern_length)
{
    m->L = L;
    m->host = ln_host_of(L);
    m->start = s;
    m->end = s + length;
    m->pattern = p;
    m->closing = p + pattern_length;
    m->level = m->depth = 0;
    m->steps = 0;
    ln_host_charge(L, m->host, 1);
}

static const char *match_at(matcher *m, const char *s)
{
    m->level = m->depth = 0;
    return match(m, s, m->pattern);
}

/* Captures ---------------------------------------------------------------------------------------------------------- */

/* Capture i, or the whole match when there is none at all and i is 0. */
static void push_capture(matcher *m, int i, const char *s, const char *end)
{
    if (i >= m->level) {
        if (i != 0)
            luaL_error(m->L, "invalid capture index %%%d", i + 1);
        lua_pushlstring(m->L, s, (size_t)(end - s));
    } else if (m->capture[i].length == POSITION) {
        lua_pushinteger(m->L, m->capture[i].start - m->start + 1);
    } else if (m->capture[i].length == OPEN) {
        luaL_error(m->L, "unfinished capture");
    } else {
        lua_pushlstring(m->L, m->capture[i].start, (size_t)m->capture[i].length);
    }
}

/* All captures; the whole match instead of none when `whole`. */
static int push_captures(matcher *m, const char *s, const char *end, bool whole)
{
    int count = m->level == 0 && whole ? 1 : m->level;
    luaL_checkstack(m->L, count, "too many captures");
    for (int i = 0; i < count; i++)
        push_capture(m, i, s, end);
    return count;
}

/* find and match ---------------------------------------------------------------------------------------------------- */

/* A position from the end for a negative one, not before the first. */
static size_t position(lua_Integer at, size_t length)
{
    if (at > 0)
        return (size_t)at - 1;
    if (at == 0 || at < -(lua_Integer)length)
        return 0;
    return length - (size_t)-at;
}

static int find_plain(lua_State *L, const char *s, size_t length, const char *p, size_t pattern_length, size_t from)
{
    ln_host_charge(L, ln_host_of(L), 1 + length / 16);
    const char *found = pattern_length == 0 ? s + from : memmem(s + from, length - from, p, pattern_length);
    if (found == NULL) {
        luaL_pushfail(L);
        return 1;
    }
    lua_pushinteger(L, found - s + 1);
    lua_pushinteger(L, found - s + (lua_Integer)pattern_length);
    return 2;
}

static bool is_plain(const char *p, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (p[i] != '\0' && strchr("^$*+?.([%-", p[i]) != NULL)
            return false;
    return true;
}

static int search(lua_State *L, bool find)
{
    size_t length, pattern_length;
    const char *s = luaL_checklstring(L, 1, &length), *p = luaL_checklstring(L, 2, &pattern_length);
    size_t from = position(luaL_optinteger(L, 3, 1), length);
    if (from > length) {
        luaL_pushfail(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || is_plain(p, pattern_length)))
        return find_plain(L, s, length, p, pattern_length, from);
    bool anchored = pattern_length > 0 && *p == '^';
    matcher m;
    begin(&m, L, s, length, p + anchored, pattern_length - anchored);
    for (const char *at = s + from; at <= m.end; at++) {
        const char *end = match_at(&m, at);
        if (end != NULL && !find)
            return push_captures(&m, at, end, true);
        if (end != NULL) {
            lua_pushinteger(L, at - s + 1);
            lua_pushinteger(L, end - s);
            return 2 + push_captures(&m, at, end, false);
        }
        if (anchored)
            break;
    }
    luaL_pushfail(L);
    return 1;
}

static int string_find(lua_State *L)
{
    return search(L, true);
}

static int string_match(lua_State *L)
{
    return search(L, false);
}

/* gmatch: the upvalues are the subject, the pattern, the next place and the end of the last match. */
static int next_match(lua_State *L)
{
    size_t length, pattern_length;
    const char *s = lua_tolstring(L, lua_upvalueindex(1), &length), *p = lua_tolstring(L, lua_upvalueindex(2), &pattern_length);
    lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
    matcher m;
    begin(&m, L, s, length, p, pattern_length);
    for (const char *at = s + lua_tointeger(L, lua_upvalueindex(3)); at <= m.end; at++) {
        const char *end = match_at(&m, at);
        if (end == NULL || end - s == last)
            continue;
        lua_pushinteger(L, end - s);
        lua_copy(L, -1, lua_upvalueindex(3));
        lua_replace(L, lua_upvalueindex(4));
        return push_captures(&m, at, end, true);
    }
    return 0;
}

static int string_gmatch(lua_State *L)
{
    size_t length;
    luaL_checklstring(L, 1, &length);
    luaL_checkstring(L, 2);
    size_t from = position(luaL_optinteger(L, 3, 1), length);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)(from > length ? length + 1 : from));
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, next_match, 4);
    return 1;
}

/* gsub -------------------------------------------------------------------------------------------------------------- */

/* Adds a replacement string, in which %0 to %9 are captures and %% is a percent sign. */
static void add_text(matcher *m, luaL_Buffer *out, const char *s, const char *end)
{
    lua_State *L = m->L;
    size_t length;
    const char *text = lua_tolstring(L, 3, &length);
    for (const char *at = text, *closing = text + length; at < closing; at++) {
        if (*at != '%') {
            luaL_addchar(out, *at);
            continue;
        }
        if (++at == closing || (*at != '%' && !isdigit((unsigned char)*at)))
            luaL_error(L, "invalid use of '%%' in replacement string");
        if (*at == '%') {
            luaL_addchar(out, '%');
        } else if (*at == '0') {
            luaL_addlstring(out, s, (size_t)(end - s));
        } else {
            push_capture(m, *at - '1', s, end);
            luaL_tolstring(L, -1, NULL);
            lua_remove(L, -2);
            luaL_addvalue(out);
        }
    }
}

/* Adds what stands for the match s .. end; whether that is something else. */
static bool add_value(matcher *m, luaL_Buffer *out, const char *s, const char *end, int type)
{
    lua_State *L = m->L;
    ln_host_charge(L, m->host, 1 + (uint64_t)(end - s) / 16);
    if (type == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, push_captures(m, s, end, true), 1);
    } else if (type == LUA_TTABLE) {
        push_capture(m, 0, s, end);
        lua_gettable(L, 3);
    } else {
        add_text(m, out, s, end);
        return true;
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(out, s, (size_t)(end - s));
        return false;
    }
    if (!lua_isstring(L, -1))
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    luaL_addvalue(out);
    return true;
}

static int string_gsub(lua_State *L)
{
    size_t length, pattern_length;
    const char *s = luaL_checklstring(L, 1, &length), *p = luaL_checklstring(L, 2, &pattern_length), *last = NULL;
    int type = lua_type(L, 3);
    luaL_argexpected(L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TTABLE || type == LUA_TFUNCTION, 3,
                     "string/function/table");
    lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)length + 1), count = 0;
    bool anchored = pattern_length > 0 && *p == '^', changed = false;
    lua_settop(L, 3);
    matcher m;
    luaL_Buffer out;
    begin(&m, L, s, length, p + anchored, pattern_length - anchored);
    luaL_buffinit(L, &out);
    while (count < most) {
        const char *end = match_at(&m, s);
        if (end != NULL && end != last) {
            count++;
            changed = add_value(&m, &out, s, end, type) || changed;
            s = last = end;
        } else if (s < m.end) {
            luaL_addchar(&out, *s++);
        } else {
            break;
        }
        if (anchored)
            break;
    }
    if (changed) {
        luaL_addlstring(&out, s, (size_t)(m.end - s));
        luaL_pushresult(&out);
    } else {
        lua_pushvalue(L, 1);
    }
    lua_pushinteger(L, count);
    return 2;
}

void ln_host_open_patterns(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "find", string_find }, { "match", string_match }, { "gmatch", string_gmatch }, { "gsub", string_gsub }, { NULL, NULL }
    };
    luaL_setfuncs(L, functions, 0);
}
