/* JSON trees as text, in the layout of Python's json.dumps: ", " and ": ", ASCII, everything else as \uXXXX. Knows of no Lua. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/json.h"
#include "tensor/print.h"

typedef struct writer {
    ln_context *ctx;
    char *data;
    size_t size, capacity;
    int indent;
    ln_status status; /* of the first allocation that failed; then nothing more is written */
} writer;

static void put(writer *w, const char *bytes, size_t count)
{
    if (w->status != LN_OK)
        return;
    if (w->size + count > w->capacity) {
        size_t capacity = 2 * (w->size + count) + 256;
        void *block;
        w->status = ln_alloc(w->ctx, capacity, "a JSON text", &block);
        if (w->status != LN_OK)
            return;
        if (w->size > 0)
            memcpy(block, w->data, w->size);
        ln_free(w->ctx, w->data, w->capacity);
        w->data = block;
        w->capacity = capacity;
    }
    memcpy(w->data + w->size, bytes, count);
    w->size += count;
}

static void put_text(writer *w, const char *text)
{
    put(w, text, strlen(text));
}

static void put_unit(writer *w, uint32_t unit)
{
    char text[8];
    snprintf(text, sizeof text, "\\u%04x", (unsigned)(unit & 0xffff));
    put(w, text, 6);
}

static void put_code(writer *w, uint32_t code)
{
    static const char plain[] = "\"\\\n\r\t\f\b", letters[] = "\"\\nrtfb";
    const char *found = code < 0x80 && code != 0 ? strchr(plain, (int)code) : NULL;
    if (found != NULL) {
        char text[2] = { '\\', letters[found - plain] };
        put(w, text, 2);
    } else if (code >= ' ' && code < 0x7f) {
        char c = (char)code;
        put(w, &c, 1);
    } else if (code < 0x10000) {
        put_unit(w, code);
    } else {
        put_unit(w, 0xd800 + ((code - 0x10000) >> 10));
        put_unit(w, 0xdc00 + ((code - 0x10000) & 0x3ff));
    }
}

static void put_string(writer *w, const char *text, size_t length)
{
    put(w, "\"", 1);
    for (const char *at = text, *end = text + length; at < end && w->status == LN_OK;) {
        uint32_t code = 0xfffd; /* both makers of trees let only valid text in */
        int bytes = ln_utf8_decode(at, end, true, &code);
        put_code(w, code);
        at += bytes > 0 ? bytes : 1;
    }
    put(w, "\"", 1);
}

static void put_line(writer *w, int level)
{
    if (w->indent < 0)
        return;
    put(w, "\n", 1);
    for (int i = 0; i < level * w->indent; i++)
        put(w, " ", 1);
}

static void put_node(writer *w, const ln_json *node, int level)
{
    ln_json_value value;
    ln_json_get(node, &value);
    switch (value.kind) {
    case LN_JSON_NULL:
        put_text(w, "null");
        return;
    case LN_JSON_BOOLEAN:
        put_text(w, value.boolean ? "true" : "false");
        return;
    case LN_JSON_STRING:
        put_string(w, value.string, value.length);
        return;
    case LN_JSON_INTEGER:
    case LN_JSON_FLOAT:
    case LN_JSON_NUMBER:
        put(w, value.string, value.length);
        return;
    case LN_JSON_ARRAY:
    case LN_JSON_OBJECT:
        break;
    }
    bool object = value.kind == LN_JSON_OBJECT;
    const ln_json *child = ln_json_child(node);
    put(w, object ? "{" : "[", 1);
    for (const ln_json *at = child; at != NULL; at = ln_json_next(at)) {
        size_t length;
        if (at != child)
            put(w, ", ", w->indent < 0 ? 2 : 1);
        put_line(w, level + 1);
        if (object) {
            const char *key = ln_json_key(at, &length);
            put_string(w, key, length);
            put(w, ": ", 2);
        }
        put_node(w, at, level + 1);
    }
    if (child != NULL)
        put_line(w, level);
    put(w, object ? "}" : "]", 1);
}

ln_status ln_json_write(ln_context *ctx, const ln_json *node, int indent, char **out, size_t *length)
{
    writer w = { .ctx = ctx, .indent = indent, .status = LN_OK };
    put_node(&w, node, 0);
    if (w.status == LN_OK)
        w.status = ln_string_new(ctx, w.data, w.size, out);
    *length = w.size;
    ln_free(ctx, w.data, w.capacity);
    return w.status;
}
