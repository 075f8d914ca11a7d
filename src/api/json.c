/* The JSON functions of lunula.h. Knows of no Lua. */
#include "io/json.h"

#include "api/runtime.h"

_Static_assert((int)LUNULA_JSON_OBJECT == (int)LN_JSON_OBJECT, "JSON kinds match");

static const ln_json *node_of(const lunula_json *value)
{
    return (const ln_json *)value;
}

lunula_status lunula_json_parse(lunula_runtime *runtime, const char *text, size_t length, lunula_json **out)
{
    ln_json *root = NULL;
    ln_status status = ln_json_parse(ln_context_of(runtime), text, length, &root);
    *out = (lunula_json *)root;
    return (lunula_status)status;
}

void lunula_json_free(lunula_json *root)
{
    ln_json_free((ln_json *)root);
}

lunula_json_kind lunula_json_kind_of(const lunula_json *value)
{
    return (lunula_json_kind)node_of(value)->kind;
}

size_t lunula_json_count(const lunula_json *value)
{
    return node_of(value)->count;
}

const lunula_json *lunula_json_child(const lunula_json *value, size_t index)
{
    return index < node_of(value)->count ? (const lunula_json *)&node_of(value)->children[index] : NULL;
}

const char *lunula_json_key(const lunula_json *value, size_t *length)
{
    *length = node_of(value)->key_length;
    return node_of(value)->key;
}

bool lunula_json_bool(const lunula_json *value)
{
    return node_of(value)->as.boolean;
}

int64_t lunula_json_int(const lunula_json *value)
{
    return node_of(value)->as.integer;
}

double lunula_json_double(const lunula_json *value)
{
    return node_of(value)->kind == LN_JSON_INT ? (double)node_of(value)->as.integer : node_of(value)->as.number;
}

const char *lunula_json_string(const lunula_json *value, size_t *length)
{
    *length = node_of(value)->as.string.length;
    return node_of(value)->as.string.text;
}
