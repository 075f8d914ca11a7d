/* JSON behind lunula.h. Knows of no Lua. */
#include "io/json.h"
#include "api/runtime.h"

_Static_assert((int)LUNULA_JSON_OBJECT == (int)LN_JSON_OBJECT && sizeof(lunula_json_value) == sizeof(ln_json_value),
               "kinds match");

static const ln_json *tree(const lunula_json *node)
{
    return (const ln_json *)(const void *)node;
}

lunula_status lunula_json_parse(lunula_runtime *runtime, const char *text, size_t size, lunula_json **out)
{
    return (lunula_status)ln_json_parse(&runtime->ctx, text, size, (ln_json **)(void *)out);
}

void lunula_json_free(lunula_json *root)
{
    ln_json_free((ln_json *)(void *)root);
}

void lunula_json_get(const lunula_json *node, lunula_json_value *out)
{
    ln_json_get(tree(node), (ln_json_value *)(void *)out);
}

const lunula_json *lunula_json_child(const lunula_json *node)
{
    return (const lunula_json *)(const void *)ln_json_child(tree(node));
}

const lunula_json *lunula_json_next(const lunula_json *node)
{
    return (const lunula_json *)(const void *)ln_json_next(tree(node));
}

const char *lunula_json_key(const lunula_json *node, size_t *length)
{
    return ln_json_key(tree(node), length);
}

const lunula_json *lunula_json_find(const lunula_json *object, const char *key)
{
    return (const lunula_json *)(const void *)ln_json_find(tree(object), key);
}

lunula_status lunula_json_add(lunula_runtime *runtime, lunula_json *parent, const char *key, size_t key_length,
                              const lunula_json_value *value, lunula_json **out)
{
    return (lunula_status)ln_json_add(&runtime->ctx, (ln_json *)(void *)parent, key, key_length,
                                      (const ln_json_value *)(const void *)value, (ln_json **)(void *)out);
}

lunula_status lunula_json_write(lunula_runtime *runtime, const lunula_json *node, int indent, char **out, size_t *length)
{
    size_t written;
    return (lunula_status)ln_json_write(&runtime->ctx, tree(node), indent, out, length != NULL ? length : &written);
}
