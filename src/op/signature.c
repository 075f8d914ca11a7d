/* Parses signatures. Knows of no kernels and no Lua. */
#include "op/signature.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = { "tensor", "tensors", "int",  "float", "bool", "string",
                                          "dtype",  "axis",    "axes", "shape", "ints", "any" };

const char *ln_param_kind_name(ln_param_kind kind)
{
    return kind_names[kind];
}

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \n\t");
}

/* Copies the word up to one of `ends`, without trailing spaces; NULL when it doesn't fit. */
static const char *take_word(const char *at, const char *ends, char *out, size_t size)
{
    at = skip_space(at);
    size_t length = strcspn(at, ends);
    const char *next = at + length;
    while (length > 0 && at[length - 1] == ' ')
        length--;
    if (length >= size)
        return NULL;
    memcpy(out, at, length);
    out[length] = '\0';
    return next;
}

static bool parse_default(ln_param *p)
{
    ln_arg *value = &p->fallback;
    size_t length = strlen(p->text);
    char *end;
    if (strcmp(p->text, "nil") == 0) {
        value->kind = LN_ARG_NONE;
    } else if (strcmp(p->text, "true") == 0 || strcmp(p->text, "false") == 0) {
        value->kind = LN_ARG_BOOL;
        value->as.b = p->text[0] == 't';
    } else if (p->text[0] == '"') {
        if (length < 2 || p->text[length - 1] != '"')
            return false;
        memmove(p->text, p->text + 1, length - 2);
        p->text[length - 2] = '\0';
        value->kind = LN_ARG_STRING;
        value->as.string = p->text;
    } else if (p->kind == LN_PARAM_DTYPE) {
        value->kind = LN_ARG_DTYPE;
        return ln_dtype_find(p->text, &value->as.dtype);
    } else if (p->kind == LN_PARAM_FLOAT) {
        value->kind = LN_ARG_FLOAT;
        value->as.f = strtod(p->text, &end);
        return *end == '\0' && end != p->text;
    } else {
        value->kind = LN_ARG_INT;
        value->as.i = strtoll(p->text, &end, 10);
        return *end == '\0' && end != p->text;
    }
    return true;
}

/* The kinds of argument that a parameter takes: its own, the default's, and None as an axis. */
static unsigned kinds_taken(const ln_param *p)
{
    static const unsigned own[] = {
        [LN_PARAM_TENSOR] = 1u << LN_ARG_TENSOR,
        [LN_PARAM_TENSORS] = 1u << LN_ARG_TENSORS,
        [LN_PARAM_INT] = 1u << LN_ARG_INT,
        [LN_PARAM_FLOAT] = 1u << LN_ARG_FLOAT,
        [LN_PARAM_BOOL] = 1u << LN_ARG_BOOL,
        [LN_PARAM_STRING] = 1u << LN_ARG_STRING,
        [LN_PARAM_DTYPE] = 1u << LN_ARG_DTYPE,
        [LN_PARAM_AXIS] = 1u << LN_ARG_INT,
        [LN_PARAM_AXES] = 1u << LN_ARG_INT | 1u << LN_ARG_INTS,
        [LN_PARAM_SHAPE] = 1u << LN_ARG_INT | 1u << LN_ARG_INTS,
        [LN_PARAM_INTS] = 1u << LN_ARG_INT | 1u << LN_ARG_INTS,
        [LN_PARAM_ANY] = ~0u,
    };
    unsigned taken = own[p->kind];
    if (!p->required)
        taken |= 1u << p->fallback.kind | (p->kind >= LN_PARAM_AXIS ? 1u << LN_ARG_NONE : 0);
    return taken;
}

ln_status ln_signature_parse(ln_context *ctx, const char *owner, const char *text, ln_signature *out)
{
    memset(out, 0, sizeof *out);
    const char *at = skip_space(text);
    while (*at != '\0') {
        ln_param *p = &out->params[out->count];
        char kind[16] = "tensor";
        if (out->count == LN_MAX_PARAMS)
            return ln_error(ctx, LN_ERROR_ARGUMENT, "%s: a signature has at most %d parameters", owner, LN_MAX_PARAMS);
        at = take_word(at, ":=,", p->name, sizeof p->name);
        if (at != NULL && *at == ':')
            at = take_word(at + 1, "=,", kind, sizeof kind);
        p->required = true;
        if (at != NULL && *at == '=') {
            at = take_word(at + 1, ",", p->text, sizeof p->text);
            p->required = false;
        }
        bool known = false;
        for (size_t k = 0; k < sizeof kind_names / sizeof *kind_names; k++)
            if (strcmp(kind, kind_names[k]) == 0) {
                p->kind = (ln_param_kind)k;
                known = true;
            }
        if (at == NULL || !known || p->name[0] == '\0' || (!p->required && !parse_default(p)))
            return ln_error(ctx, LN_ERROR_ARGUMENT, "%s: parameter %d of the signature \"%s\" can't be read", owner,
                            out->count + 1, text);
        p->takes = kinds_taken(p);
        out->count++;
        if (*at == ',')
            at = skip_space(at + 1);
    }
    return LN_OK;
}
