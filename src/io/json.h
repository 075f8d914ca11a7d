/* JSON text as a tree. cJSON finds the structure; numbers and strings keep what cJSON would lose: 64-bit integers, NaN and
 * the infinities, zero bytes. Knows of bytes only: no files, no Lua. */
#ifndef LN_IO_JSON_H
#define LN_IO_JSON_H

#include "base/context.h"

typedef enum ln_json_kind {
    LN_JSON_NULL,
    LN_JSON_BOOL,
    LN_JSON_INT, /* a number without point or exponent that fits 64 bits */
    LN_JSON_FLOAT,
    LN_JSON_STRING,
    LN_JSON_ARRAY,
    LN_JSON_OBJECT
} ln_json_kind;

enum { LN_JSON_MAX_DEPTH = 512 };

typedef struct ln_json {
    ln_json_kind kind;
    size_t count;             /* children of an array or object */
    struct ln_json *children; /* one block */
    const char *key;          /* of an object's child, else NULL; may hold zero bytes */
    size_t key_length;
    union {
        bool boolean;
        int64_t integer;
        double number;
        struct {
            const char *text;
            size_t length;
        } string;
    } as;
} ln_json;

/* Parses exactly one value; errors name line and column. */
ln_status ln_json_parse(ln_context *ctx, const char *text, size_t length, ln_json **out);
void ln_json_free(ln_json *root);

#endif
