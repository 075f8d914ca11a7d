/* JSON: text to trees and back, as Python's json module reads and writes it. Knows of no ops and no Lua.
 *
 * cJSON holds the tree and reads the structure. What it would lose (the digits of a number, NaN and Infinity, zero bytes and lone
 * surrogates in strings) is carried past it by ln_json_scan, which rewrites the text first. */
#ifndef LN_IO_JSON_H
#define LN_IO_JSON_H

#include "base/context.h"

/* Of cJSON: "1.7.15". */
const char *ln_json_library_version(void);

enum {
    LN_JSON_MAX_DEPTH = 512,
    LN_JSON_MAX_BYTES = 1 << 28,
};

typedef enum ln_json_kind {
    LN_JSON_NULL,
    LN_JSON_BOOLEAN,
    LN_JSON_INTEGER, /* fits an int64 */
    LN_JSON_FLOAT,   /* has a point or an exponent, or is NaN or an Infinity */
    LN_JSON_NUMBER,  /* an integer beyond int64: only its text is exact */
    LN_JSON_STRING,
    LN_JSON_ARRAY,
    LN_JSON_OBJECT
} ln_json_kind;

typedef struct ln_json_value {
    ln_json_kind kind;
    bool boolean;
    int64_t integer;
    double number; /* of all three kinds of numbers */
    const char
        *string; /* a string's bytes (UTF-8, a lone surrogate as its three bytes), or a number's text; a zero byte follows */
    size_t length;
} ln_json_value;

typedef struct ln_json ln_json; /* a node of a tree; the root owns all */

ln_status ln_json_parse(ln_context *ctx, const char *text, size_t size, ln_json **out);
/* Frees a root with all below it; accepts NULL. */
void ln_json_free(ln_json *root);

/* What a node holds; pointers live as long as the tree. */
void ln_json_get(const ln_json *node, ln_json_value *out);
/* First child and next sibling, or NULL. */
const ln_json *ln_json_child(const ln_json *node);
const ln_json *ln_json_next(const ln_json *node);
/* The key under which a node stands in its object, or NULL. */
const char *ln_json_key(const ln_json *node, size_t *length);
/* The last member of that key, or NULL. */
const ln_json *ln_json_find(const ln_json *object, const char *key);

/* A fresh root (NULL parent), or a child at the end of an array (NULL key) or object. */
ln_status ln_json_add(ln_context *ctx, ln_json *parent, const char *key, size_t key_length, const ln_json_value *value,
                      ln_json **out);
/* As Python's json.dumps writes it, ASCII; `indent` < 0: on one line. The text is made by ln_string_new. */
ln_status ln_json_write(ln_context *ctx, const ln_json *node, int indent, char **out, size_t *length);

/* The bytes that the code point at `at` takes, or 0 when they are no UTF-8; surrogates pass when `surrogates` says so. */
int ln_utf8_decode(const char *at, const char *end, bool surrogates, uint32_t *code);
/* Whether `text` is one JSON number (or NaN, Infinity, -Infinity) and nothing else. */
bool ln_json_is_number(const char *text, size_t length);
/* Checks a text by JSON's grammar and rewrites it for cJSON into `out`, which has room for 3 * size + 16 bytes: a number becomes the
 * string "n<number>", a string value gets a leading 's', \u0000 becomes the bytes C0 80, a lone surrogate its three bytes. */
ln_status ln_json_scan(ln_context *ctx, const char *text, size_t size, char *out, size_t *written, size_t *nodes);

#endif
