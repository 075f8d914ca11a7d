/* JSON text as a tree. The text is scanned once for exact errors; that scan rewrites it for cJSON: number tokens become
 * strings tagged 'n', strings get the tag 's', and "\u0000" in a string becomes an escape of its own. cJSON's tree
 * is then turned into ours. Knows of bytes only: no files, no Lua. */
#include "io/json.h"

#include "base/memory.h"

#include <cJSON.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Inside tagged strings: ESCAPE ZERO is a zero byte, ESCAPE ESCAPE the byte itself, which JSON text may hold (DEL). */
enum { ESCAPE = 0x7f, ZERO = '0' };

typedef struct scanner {
    ln_context *ctx;
    const char *text;
    size_t length, at;
    char *out; /* each byte of text gives at most three */
    size_t used;
    int depth;
} scanner;

static ln_status fail(scanner *s, size_t at, const char *what)
{
    size_t line = 1, column = 1;
    for (size_t i = 0; i < at && i < s->length; i++) {
        column++;
        if (s->text[i] == '\n') {
            line++;
            column = 1;
        }
    }
    return ln_error(s->ctx, LN_ERROR_FORMAT, "json: line %zu, column %zu: %s", line, column, what);
}

static int peek(const scanner *s)
{
    return s->at < s->length ? (unsigned char)s->text[s->at] : -1;
}

static void put(scanner *s, const char *bytes, size_t count)
{
    memcpy(s->out + s->used, bytes, count);
    s->used += count;
}

static void skip_space(scanner *s)
{
    while (s->at < s->length && strchr(" \t\r\n", s->text[s->at]) != NULL && s->text[s->at] != '\0')
        s->at++;
}

/* The value of four hexadecimal digits, or -1. */
static int hex4(const scanner *s, size_t at)
{
    int value = 0;
    if (s->length - at < 4)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        char c = s->text[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static ln_status scan_escape(scanner *s)
{
    size_t start = s->at++;
    int c = peek(s);
    if (c <= 0 || strchr("\"\\/bfnrtu", c) == NULL)
        return fail(s, start, "a backslash is followed by one of \" \\ / b f n r t u");
    s->at++;
    if (c != 'u') {
        put(s, s->text + start, 2);
        return LN_OK;
    }
    int code = hex4(s, s->at);
    if (code < 0)
        return fail(s, start, "\\u is followed by four hexadecimal digits");
    s->at += 4;
    if (code == 0) {
        const char zero[2] = {ESCAPE, ZERO};
        put(s, zero, 2);
        return LN_OK;
    }
    if (code == ESCAPE) {
        const char twice[2] = {ESCAPE, ESCAPE};
        put(s, twice, 2);
        return LN_OK;
    }
    if (code >= 0xdc00 && code <= 0xdfff)
        return fail(s, start, "a low surrogate without a high one");
    if (code >= 0xd800 && code <= 0xdbff) {
        int low = s->length - s->at >= 6 && s->text[s->at] == '\\' && s->text[s->at + 1] == 'u' ? hex4(s, s->at + 2) : -1;
        if (low < 0xdc00 || low > 0xdfff)
            return fail(s, start, "a high surrogate without a low one");
        s->at += 6;
    }
    put(s, s->text + start, s->at - start);
    return LN_OK;
}

static ln_status scan_string(scanner *s)
{
    size_t start = s->at++;
    put(s, "\"s", 2);
    for (;;) {
        int c = peek(s);
        if (c < 0)
            return fail(s, start, "a string without its closing quote");
        if (c < 0x20)
            return fail(s, s->at, "a control character in a string has to be escaped");
        if (c == '\\') {
            LN_TRY(scan_escape(s));
            continue;
        }
        if (c == ESCAPE)
            put(s, s->text + s->at, 1);
        put(s, s->text + s->at++, 1);
        if (c == '"')
            return LN_OK;
    }
}

static bool digits(scanner *s)
{
    size_t start = s->at;
    while (peek(s) >= '0' && peek(s) <= '9')
        s->at++;
    return s->at > start;
}

static bool word(scanner *s, const char *name)
{
    size_t count = strlen(name);
    if (s->length - s->at < count || memcmp(s->text + s->at, name, count) != 0)
        return false;
    s->at += count;
    return true;
}

static ln_status scan_number(scanner *s)
{
    size_t start = s->at;
    if (!word(s, "NaN") && !word(s, "Infinity") && !word(s, "-Infinity")) {
        if (peek(s) == '-')
            s->at++;
        if (peek(s) == '0') {
            s->at++;
            if (peek(s) >= '0' && peek(s) <= '9')
                return fail(s, start, "a number does not begin with 0");
        } else if (!digits(s)) {
            return fail(s, start, "expected a digit after '-'");
        }
        if (peek(s) == '.') {
            s->at++;
            if (!digits(s))
                return fail(s, s->at, "expected a digit after '.'");
        }
        if (peek(s) == 'e' || peek(s) == 'E') {
            s->at++;
            if (peek(s) == '+' || peek(s) == '-')
                s->at++;
            if (!digits(s))
                return fail(s, s->at, "expected a digit in the exponent");
        }
    }
    put(s, "\"n", 2);
    put(s, s->text + start, s->at - start);
    put(s, "\"", 1);
    return LN_OK;
}

static ln_status scan_value(scanner *s);

/* An array or an object; its opening bracket is next. */
static ln_status scan_list(scanner *s, bool object)
{
    char close = object ? '}' : ']';
    size_t start = s->at;
    if (++s->depth > LN_JSON_MAX_DEPTH)
        return fail(s, start, "more than 512 levels of arrays and objects");
    put(s, s->text + s->at++, 1);
    skip_space(s);
    if (peek(s) != close) {
        for (;;) {
            if (object) {
                if (peek(s) != '"')
                    return fail(s, s->at, "expected a key in double quotes");
                LN_TRY(scan_string(s));
                skip_space(s);
                if (peek(s) != ':')
                    return fail(s, s->at, "expected ':' after a key");
                put(s, s->text + s->at++, 1);
            }
            LN_TRY(scan_value(s));
            skip_space(s);
            if (peek(s) != ',')
                break;
            put(s, s->text + s->at++, 1);
            skip_space(s);
        }
        if (peek(s) != close)
            return fail(s, s->at, object ? "expected ',' or '}'" : "expected ',' or ']'");
    }
    put(s, s->text + s->at++, 1);
    s->depth--;
    return LN_OK;
}

static ln_status scan_value(scanner *s)
{
    skip_space(s);
    int c = peek(s);
    size_t start = s->at;
    if (c == '{' || c == '[')
        return scan_list(s, c == '{');
    if (c == '"')
        return scan_string(s);
    if (word(s, "true") || word(s, "false") || word(s, "null")) {
        put(s, s->text + start, s->at - start);
        return LN_OK;
    }
    if (c == '-' || (c >= '0' && c <= '9') || c == 'N' || c == 'I') {
        if (c == 'N' || c == 'I') {
            scanner ahead = *s;
            if (!word(&ahead, "NaN") && !word(&ahead, "Infinity"))
                return fail(s, start, "expected a value");
        }
        return scan_number(s);
    }
    return fail(s, start, c < 0 ? "the text ends where a value is expected" : "expected a value");
}

/* Undoes the escapes of a tagged string, in place; gives its length. */
static size_t restore(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from == ESCAPE)
            *to++ = *++from == ZERO ? '\0' : *from;
        else
            *to++ = *from;
    }
    *to = '\0';
    return (size_t)(to - text);
}

static void fill_number(ln_json *node, const char *token, locale_t c_locale)
{
    if (strpbrk(token, ".eEN") == NULL && strchr(token, 'I') == NULL) {
        errno = 0;
        long long value = strtoll(token, NULL, 10);
        if (errno == 0) {
            node->kind = LN_JSON_INT;
            node->as.integer = value;
            return;
        }
    }
    node->kind = LN_JSON_FLOAT;
    node->as.number = strcmp(token, "NaN") == 0 ? (double)NAN : strtod_l(token, NULL, c_locale);
}

typedef struct document {
    ln_json root; /* first, so that the root's address is the document's */
    cJSON *tree;  /* owns the strings */
} document;

static void free_children(ln_json *node)
{
    for (size_t i = 0; i < node->count; i++)
        free_children(&node->children[i]);
    free(node->children);
}

static bool convert(cJSON *item, ln_json *node, locale_t c_locale)
{
    if (item->string != NULL) {
        node->key_length = restore(item->string + 1);
        node->key = item->string + 1;
    }
    if (cJSON_IsString(item)) {
        if (item->valuestring[0] == 'n') {
            fill_number(node, item->valuestring + 1, c_locale);
            return true;
        }
        node->kind = LN_JSON_STRING;
        node->as.string.length = restore(item->valuestring + 1);
        node->as.string.text = item->valuestring + 1;
    } else if (cJSON_IsBool(item)) {
        node->kind = LN_JSON_BOOL;
        node->as.boolean = cJSON_IsTrue(item);
    } else if (cJSON_IsNull(item)) {
        node->kind = LN_JSON_NULL;
    } else {
        size_t count = 0;
        cJSON *child;
        node->kind = cJSON_IsArray(item) ? LN_JSON_ARRAY : LN_JSON_OBJECT;
        for (child = item->child; child != NULL; child = child->next)
            count++;
        if (count == 0)
            return true;
        node->children = calloc(count, sizeof *node->children);
        if (node->children == NULL)
            return false;
        node->count = count;
        size_t i = 0;
        for (child = item->child; child != NULL; child = child->next)
            if (!convert(child, &node->children[i++], c_locale))
                return false;
    }
    return true;
}

ln_status ln_json_parse(ln_context *ctx, const char *text, size_t length, ln_json **out)
{
    scanner s = {.ctx = ctx, .text = text, .length = length};
    size_t bytes;
    void *block;
    *out = NULL;
    LN_TRY(ln_multiply_size(ctx, length, 4, "JSON text", &bytes));
    bytes += 4;
    LN_TRY(ln_alloc(ctx, bytes, "JSON text", &block));
    s.out = block;
    ln_status status = scan_value(&s);
    if (status == LN_OK) {
        skip_space(&s);
        if (s.at < length)
            status = fail(&s, s.at, "something follows the value");
    }
    if (status == LN_OK) {
        document *doc = calloc(1, sizeof *doc);
        locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
        bool done = false;
        if (doc != NULL && c_locale != (locale_t)0) {
            doc->tree = cJSON_ParseWithLength(s.out, s.used);
            done = doc->tree != NULL && convert(doc->tree, &doc->root, c_locale);
        }
        if (c_locale != (locale_t)0)
            freelocale(c_locale);
        if (done) {
            *out = &doc->root;
        } else {
            if (doc != NULL)
                ln_json_free(&doc->root);
            status = ln_error(ctx, LN_ERROR_MEMORY, "json: out of memory");
        }
    }
    ln_free(ctx, block, bytes);
    return status;
}

void ln_json_free(ln_json *root)
{
    if (root == NULL)
        return;
    document *doc = (document *)root;
    free_children(&doc->root);
    cJSON_Delete(doc->tree);
    free(doc);
}
