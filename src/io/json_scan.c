/* The pass over a JSON text before cJSON sees it: checks the grammar, says where an error is, and carries past cJSON what it would
 * lose. Knows of no trees.
 *
 * Accepted is what Python's json.loads accepts: RFC 8259, NaN, Infinity and -Infinity, escapes of lone surrogates, and a byte order
 * mark in front. The nesting is at most LN_JSON_MAX_DEPTH deep. The automaton has its own stack, so depth costs no C stack. */
#include "io/json.h"

#include <stdio.h>
#include <string.h>

typedef struct scan {
    ln_context *ctx;
    const char *start, *at, *end;
    char *out;
    size_t nodes;
    int depth;
    bool objects[LN_JSON_MAX_DEPTH]; /* what each open bracket is */
} scan;

static ln_status fail_at(scan *s, const char *place, const char *what)
{
    size_t line = 1, column = 1;
    for (const char *p = s->start; p < place; p++) {
        if (*p == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)*p & 0xc0) != 0x80) {
            column++;
        }
    }
    return ln_error(s->ctx, LN_ERROR_FORMAT, "json: line %zu, column %zu: %s", line, column, what);
}

/* "expected `what`, got ..." */
static ln_status expected(scan *s, const char *what)
{
    char text[160];
    unsigned char c = s->at < s->end ? (unsigned char)*s->at : 0;
    if (s->at == s->end)
        snprintf(text, sizeof text, "expected %s, got the end of the text", what);
    else if (c > ' ' && c < 0x7f)
        snprintf(text, sizeof text, "expected %s, got '%c'", what, c);
    else
        snprintf(text, sizeof text, "expected %s, got the byte 0x%02x", what, c);
    return fail_at(s, s->at, text);
}

static void put(scan *s, const char *bytes, size_t count)
{
    memcpy(s->out, bytes, count);
    s->out += count;
}

static void put_byte(scan *s, char byte)
{
    *s->out++ = byte;
}

static void skip_space(scan *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\t' || *s->at == '\r'))
        s->at++;
}

static bool next_is(const scan *s, char c)
{
    return s->at < s->end && *s->at == c;
}

static bool take_word(scan *s, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(s->end - s->at) < length || memcmp(s->at, word, length) != 0)
        return false;
    s->at += length;
    return true;
}

/* Strings --------------------------------------------------------------------------------------------------------- */

int ln_utf8_decode(const char *at, const char *end, bool surrogates, uint32_t *code)
{
    unsigned char c = (unsigned char)*at;
    int length = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
    if (length == 0 || end - at < length)
        return 0;
    uint32_t value = length == 1 ? c : c & (0x7fu >> length);
    for (int i = 1; i < length; i++) {
        unsigned char next = (unsigned char)at[i];
        if ((next & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (next & 0x3fu);
    }
    if ((length == 3 && value < 0x800) || (length == 4 && (value < 0x10000 || value > 0x10ffff)))
        return 0;
    if (value >= 0xd800 && value < 0xe000 && !surrogates)
        return 0;
    *code = value;
    return length;
}

/* The value of the four hexadecimal digits at `at`, or -1. */
static int hex4(const char *at, const char *end)
{
    int value = 0;
    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* At a backslash. */
static ln_status scan_escape(scan *s)
{
    const char *place = s->at;
    char kind = s->end - place > 1 ? place[1] : '\0';
    if (kind != '\0' && strchr("\"\\/bfnrt", kind) != NULL) {
        put(s, place, 2);
        s->at += 2;
        return LN_OK;
    }
    if (kind != 'u')
        return fail_at(s, place, "this escape is none of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
    int code = hex4(place + 2, s->end);
    if (code < 0)
        return fail_at(s, place, "\\u wants four hexadecimal digits");
    s->at += 6;
    if (code >= 0xd800 && code < 0xdc00 && s->end - s->at >= 6 && s->at[0] == '\\' && s->at[1] == 'u') {
        int low = hex4(s->at + 2, s->end);
        if (low >= 0xdc00 && low < 0xe000) {
            put(s, place, 12);
            s->at += 6;
            return LN_OK;
        }
    }
    if (code == 0) {
        put(s, "\xc0\x80", 2);
    } else if (code >= 0xd800 && code < 0xe000) {
        put_byte(s, (char)(0xe0 | code >> 12));
        put_byte(s, (char)(0x80 | (code >> 6 & 0x3f)));
        put_byte(s, (char)(0x80 | (code & 0x3f)));
    } else {
        put(s, place, 6);
    }
    return LN_OK;
}

/* At a quote; `prefix` is put in front of what the string holds, unless 0. */
static ln_status scan_string(scan *s, char prefix)
{
    const char *place = s->at++;
    put_byte(s, '"');
    if (prefix != 0)
        put_byte(s, prefix);
    while (s->at < s->end && *s->at != '"') {
        unsigned char c = (unsigned char)*s->at;
        uint32_t code;
        if (c == '\\') {
            LN_TRY(scan_escape(s));
            continue;
        }
        if (c < ' ') {
            char text[80];
            snprintf(text, sizeof text, "a control character in a string is written \\u%04x", c);
            return fail_at(s, s->at, text);
        }
        int length = ln_utf8_decode(s->at, s->end, false, &code);
        if (length == 0) {
            char text[80];
            snprintf(text, sizeof text, "the byte 0x%02x in a string is no valid UTF-8", c);
            return fail_at(s, s->at, text);
        }
        put(s, s->at, (size_t)length);
        s->at += length;
    }
    if (s->at == s->end)
        return fail_at(s, place, "this string doesn't end");
    s->at++;
    put_byte(s, '"');
    return LN_OK;
}

/* Numbers --------------------------------------------------------------------------------------------------------- */

static bool digits(scan *s)
{
    const char *start = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
        s->at++;
    return s->at > start;
}

static ln_status scan_number(scan *s)
{
    if (next_is(s, '-'))
        s->at++;
    if (take_word(s, "Infinity"))
        return LN_OK;
    if (next_is(s, '0')) {
        s->at++;
        if (s->at < s->end && *s->at >= '0' && *s->at <= '9')
            return fail_at(s, s->at, "a number doesn't start with a 0 that more digits follow");
    } else if (!digits(s)) {
        return expected(s, "a digit");
    }
    if (next_is(s, '.')) {
        s->at++;
        if (!digits(s))
            return expected(s, "a digit after the point");
    }
    if (next_is(s, 'e') || next_is(s, 'E')) {
        s->at++;
        if (next_is(s, '+') || next_is(s, '-'))
            s->at++;
        if (!digits(s))
            return expected(s, "a digit of the exponent");
    }
    return LN_OK;
}

bool ln_json_is_number(const char *text, size_t length)
{
    ln_context ctx; /* for a message that nobody reads */
    scan s = { .ctx = &ctx, .start = text, .at = text, .end = text + length };
    if (!take_word(&s, "NaN") && scan_number(&s) != LN_OK)
        return false;
    return s.at == s.end;
}

/* Structure ------------------------------------------------------------------------------------------------------- */

typedef enum state { VALUE, KEY, AFTER } state;

static ln_status scan_scalar(scan *s)
{
    const char *place = s->at;
    if (take_word(s, "null") || take_word(s, "true") || take_word(s, "false")) {
        put(s, place, (size_t)(s->at - place));
        return LN_OK;
    }
    if (!take_word(s, "NaN") && !take_word(s, "Infinity")) {
        if (s->at == s->end || (*s->at != '-' && (*s->at < '0' || *s->at > '9')))
            return expected(s, "a value");
        LN_TRY(scan_number(s));
    }
    put(s, "\"n", 2);
    put(s, place, (size_t)(s->at - place));
    put_byte(s, '"');
    return LN_OK;
}

/* At the first byte of a value. */
static ln_status scan_value(scan *s, state *next)
{
    s->nodes++;
    *next = AFTER;
    if (next_is(s, '"'))
        return scan_string(s, 's');
    if (!next_is(s, '{') && !next_is(s, '['))
        return scan_scalar(s);
    bool object = *s->at == '{';
    if (s->depth == LN_JSON_MAX_DEPTH) {
        char text[80];
        snprintf(text, sizeof text, "nested more than %d deep", LN_JSON_MAX_DEPTH);
        return fail_at(s, s->at, text);
    }
    put_byte(s, *s->at++);
    skip_space(s);
    if (next_is(s, object ? '}' : ']')) {
        put_byte(s, *s->at++);
        return LN_OK;
    }
    s->objects[s->depth++] = object;
    *next = object ? KEY : VALUE;
    return LN_OK;
}

static ln_status scan_key(scan *s)
{
    if (!next_is(s, '"'))
        return expected(s, "a key in double quotes");
    LN_TRY(scan_string(s, 0));
    skip_space(s);
    if (!next_is(s, ':'))
        return expected(s, "':' after a key");
    put_byte(s, *s->at++);
    return LN_OK;
}

/* Behind a value inside brackets. */
static ln_status scan_after(scan *s, state *next)
{
    bool object = s->objects[s->depth - 1];
    if (next_is(s, ',')) {
        put_byte(s, *s->at++);
        *next = object ? KEY : VALUE;
        return LN_OK;
    }
    if (!next_is(s, object ? '}' : ']'))
        return expected(s, object ? "',' or '}'" : "',' or ']'");
    put_byte(s, *s->at++);
    s->depth--;
    return LN_OK;
}

ln_status ln_json_scan(ln_context *ctx, const char *text, size_t size, char *out, size_t *written, size_t *nodes)
{
    scan s = { .ctx = ctx, .start = text, .at = text, .end = text + size, .out = out };
    take_word(&s, "\xef\xbb\xbf");
    s.start = s.at;
    state now = VALUE;
    do {
        skip_space(&s);
        if (now == VALUE) {
            LN_TRY(scan_value(&s, &now));
        } else if (now == KEY) {
            LN_TRY(scan_key(&s));
            now = VALUE;
        } else {
            LN_TRY(scan_after(&s, &now));
        }
    } while (now != AFTER || s.depth > 0);
    skip_space(&s);
    if (s.at != s.end)
        return expected(&s, "nothing after the value");
    *written = (size_t)(s.out - out);
    *nodes = s.nodes;
    return LN_OK;
}
