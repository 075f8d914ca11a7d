/* JSON trees: parsed, read and built. Knows of no ops and no Lua.
 *
 * A node is a cJSON item whose fields are used so:
 *   string, valueint          its key, zero bytes decoded, and the key's length
 *   valuestring, valuedouble  a string's bytes and their count; a number's text as written (type cJSON_Number)
 *   valuedouble               of an array or object: how many brackets stand around its children */
#include "io/json.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/number.h"

#define TEXT(x) #x
#define VERSION(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)

const char *ln_json_library_version(void)
{
    return VERSION(CJSON_VERSION_MAJOR, CJSON_VERSION_MINOR,
                   CJSON_VERSION_PATCH); /* cJSON_Version writes to memory that threads share */
}

static const cJSON *item_of(const ln_json *node)
{
    return (const cJSON *)(const void *)node;
}

static ln_json *node_of(const cJSON *item)
{
    return (ln_json *)(uintptr_t)item;
}

/* Parsing --------------------------------------------------------------------------------------------------------- */

/* Turns the bytes C0 80, which no UTF-8 holds, back into zero bytes; returns the length. */
static size_t decode_zeros(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        if ((unsigned char)from[0] == 0xc0 && (unsigned char)from[1] == 0x80) {
            *to++ = '\0';
            from++;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    return (size_t)(to - text);
}

/* Undoes, below `item`, what the scan did to the text. The nesting is bounded, so recursion is. */
static void finish(cJSON *item, int depth)
{
    if (item->string != NULL)
        item->valueint = (int)decode_zeros(item->string);
    if (cJSON_IsString(item)) {
        bool number = item->valuestring[0] == 'n';
        size_t length = decode_zeros(item->valuestring);
        memmove(item->valuestring, item->valuestring + 1, length);
        item->valuedouble = (double)(length - 1);
        item->type = number ? cJSON_Number : cJSON_String;
    } else if (cJSON_IsArray(item) || cJSON_IsObject(item)) {
        item->valuedouble = depth + 1;
    }
    for (cJSON *child = item->child; child != NULL; child = child->next)
        finish(child, depth + 1);
}

/* cJSON's own memory is not counted by ours, so that a memory limit is kept by an estimate: an item, its text, malloc's overhead. */
static ln_status check_limit(ln_context *ctx, size_t nodes, size_t size)
{
    size_t limit = ln_memory_limit(ctx->memory), wanted = nodes * (sizeof(cJSON) + 80) + 2 * size;
    if (limit == 0 || ln_memory_live(ctx->memory) + ln_memory_lent(ctx->memory) + wanted <= limit)
        return LN_OK;
    return ln_error(ctx, LN_ERROR_MEMORY, "json: out of memory: about %zu bytes for %zu values; the limit is %zu", wanted, nodes,
                    limit);
}

ln_status ln_json_parse(ln_context *ctx, const char *text, size_t size, ln_json **out)
{
    void *block;
    size_t written, nodes;
    if (size > LN_JSON_MAX_BYTES)
        return ln_error(ctx, LN_ERROR_FORMAT, "json: a text of %zu bytes; at most %d are read", size, LN_JSON_MAX_BYTES);
    size_t room = 3 * size + 16;
    LN_TRY(ln_alloc(ctx, room, "a JSON text", &block));
    ln_status status = ln_json_scan(ctx, text, size, block, &written, &nodes);
    if (status == LN_OK)
        status = check_limit(ctx, nodes, size);
    if (status == LN_OK) {
        cJSON *root = cJSON_ParseWithLength(block, written);
        if (root == NULL) /* the scan let only good JSON through */
            status = ln_error(ctx, LN_ERROR_MEMORY, "json: out of memory for %zu values", nodes);
        else
            finish(root, 0);
        *out = node_of(root);
    }
    ln_free(ctx, block, room);
    return status;
}

void ln_json_free(ln_json *root)
{
    cJSON_Delete((cJSON *)(void *)root);
}

/* Reading --------------------------------------------------------------------------------------------------------- */

static void get_number(const char *text, ln_json_value *out)
{
    bool whole = strpbrk(text, ".eENI") == NULL;
    out->string = text;
    out->length = strlen(text);
    out->number = ln_double_parse(text);
    out->kind = LN_JSON_FLOAT;
    if (whole) {
        errno = 0;
        long long value = strtoll(text, NULL, 10);
        out->kind = errno == ERANGE ? LN_JSON_NUMBER : LN_JSON_INTEGER;
        out->integer = value;
    }
}

void ln_json_get(const ln_json *node, ln_json_value *out)
{
    const cJSON *item = item_of(node);
    *out = (ln_json_value){ .kind = LN_JSON_NULL };
    if (cJSON_IsBool(item)) {
        out->kind = LN_JSON_BOOLEAN;
        out->boolean = cJSON_IsTrue(item);
    } else if (cJSON_IsNumber(item)) {
        get_number(item->valuestring, out);
    } else if (cJSON_IsString(item)) {
        out->kind = LN_JSON_STRING;
        out->string = item->valuestring;
        out->length = (size_t)item->valuedouble;
    } else if (cJSON_IsArray(item)) {
        out->kind = LN_JSON_ARRAY;
    } else if (cJSON_IsObject(item)) {
        out->kind = LN_JSON_OBJECT;
    }
}

const ln_json *ln_json_child(const ln_json *node)
{
    return node_of(item_of(node)->child);
}

const ln_json *ln_json_next(const ln_json *node)
{
    return node_of(item_of(node)->next);
}

const char *ln_json_key(const ln_json *node, size_t *length)
{
    const cJSON *item = item_of(node);
    if (length != NULL)
        *length = item->string == NULL ? 0 : (size_t)item->valueint;
    return item->string;
}

const ln_json *ln_json_find(const ln_json *object, const char *key)
{
    const cJSON *found = NULL;
    size_t length = strlen(key);
    if (cJSON_IsObject(item_of(object)))
        for (const cJSON *child = item_of(object)->child; child != NULL; child = child->next)
            if ((size_t)child->valueint == length && memcmp(child->string, key, length) == 0)
                found = child;
    return node_of(found);
}

/* Building -------------------------------------------------------------------------------------------------------- */

static ln_status check_text(ln_context *ctx, const char *text, size_t length)
{
    if (length > LN_JSON_MAX_BYTES)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "a string of %zu bytes; JSON takes at most %d", length, LN_JSON_MAX_BYTES);
    for (const char *at = text, *end = text + length; at < end;) {
        uint32_t code;
        int bytes = ln_utf8_decode(at, end, true, &code);
        if (bytes == 0)
            return ln_error(ctx, LN_ERROR_ARGUMENT,
                            "a string that is no valid UTF-8 (byte 0x%02x at position %zu) has no JSON form", (unsigned char)*at,
                            (size_t)(at - text) + 1);
        at += bytes;
    }
    return LN_OK;
}

/* A copy that cJSON_Delete frees; NULL when there is no memory. */
static char *copy_text(const char *text, size_t length)
{
    char *copy = cJSON_malloc(length + 1);
    if (copy != NULL) {
        if (length > 0)
            memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

static bool fill(cJSON *item, const ln_json_value *value)
{
    static const int types[] = { cJSON_NULL,   cJSON_False,  cJSON_Number, cJSON_Number,
                                 cJSON_Number, cJSON_String, cJSON_Array,  cJSON_Object };
    char text[LN_NUMBER_TEXT];
    item->type = value->kind == LN_JSON_BOOLEAN && value->boolean ? cJSON_True : types[value->kind];
    switch (value->kind) {
    case LN_JSON_INTEGER:
        snprintf(text, sizeof text, "%lld", (long long)value->integer);
        item->valuestring = copy_text(text, strlen(text));
        break;
    case LN_JSON_FLOAT:
        ln_double_text(value->number, text);
        item->valuestring = copy_text(text, strlen(text));
        break;
    case LN_JSON_NUMBER:
        item->valuestring = copy_text(value->string, value->length);
        break;
    case LN_JSON_STRING:
        item->valuestring = copy_text(value->string, value->length);
        item->valuedouble = (double)value->length;
        break;
    default:
        return true;
    }
    return item->valuestring != NULL;
}

ln_status ln_json_add(ln_context *ctx, ln_json *parent, const char *key, size_t key_length, const ln_json_value *value,
                      ln_json **out)
{
    cJSON *above = (cJSON *)(void *)parent;
    bool container = value->kind == LN_JSON_ARRAY || value->kind == LN_JSON_OBJECT;
    if (above != NULL && (key != NULL ? !cJSON_IsObject(above) : !cJSON_IsArray(above)))
        return ln_error(ctx, LN_ERROR_ARGUMENT, "json: a member has a key if and only if it stands in an object");
    if (container && above != NULL && above->valuedouble >= LN_JSON_MAX_DEPTH)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "nested more than %d deep", LN_JSON_MAX_DEPTH);
    if (key != NULL && above != NULL)
        LN_TRY(check_text(ctx, key, key_length));
    if (value->kind == LN_JSON_STRING)
        LN_TRY(check_text(ctx, value->string, value->length));
    if (value->kind == LN_JSON_NUMBER && !ln_json_is_number(value->string, value->length))
        return ln_error(ctx, LN_ERROR_ARGUMENT, "'%s' is no JSON number", value->string);
    cJSON *item = cJSON_CreateNull();
    bool done = item != NULL && fill(item, value);
    if (done && container)
        item->valuedouble = above == NULL ? 1 : above->valuedouble + 1;
    if (done && key != NULL && above != NULL) {
        item->string = copy_text(key, key_length);
        item->valueint = (int)key_length;
        done = item->string != NULL;
    }
    if (!done) {
        cJSON_Delete(item);
        return ln_error(ctx, LN_ERROR_MEMORY, "json: out of memory");
    }
    if (above != NULL)
        cJSON_AddItemToArray(above, item);
    *out = node_of(item);
    return LN_OK;
}
