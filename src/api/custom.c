/* Ops of the host behind lunula.h: a definition in C becomes an op like any other. Knows of no Lua. */
#include <string.h>

#include "api/runtime.h"
#include "base/memory.h"

struct ln_custom_op {
    ln_custom_op *next;
    size_t bytes;
    ln_op op;
    struct lunula_op handle;
    lunula_op_definition definition; /* its strings stand in `text` */
    char text[];
};

static const ln_custom_op *custom_of(const ln_op *op)
{
    return op->data;
}

static lunula_runtime *runtime_of(ln_context *ctx)
{
    return (lunula_runtime *)(void *)ctx;
}

static ln_call *call_of(const lunula_op_call *call)
{
    return (ln_call *)(uintptr_t)call;
}

static ln_grad *gradient_of(const lunula_op_gradient *gradient)
{
    return (ln_grad *)(uintptr_t)gradient;
}

/* What the op table calls ------------------------------------------------------------------------------------------- */

static ln_status infer(ln_call *call)
{
    const lunula_op_definition *d = &custom_of(call->op)->definition;
    call->outputs = 0;
    LN_TRY((ln_status)d->infer(runtime_of(call->ctx), (lunula_op_call *)(void *)call, d->user));
    if (call->outputs == 0)
        return ln_call_error(call, "its inference declared no output");
    return LN_OK;
}

/* The arguments with every tensor in C order: `args` has room for call->count, `lists` for the tensors of all lists. */
static ln_status in_order(ln_call *call, ln_arg *args, ln_tensor **lists, ln_tensor **made, int *made_count)
{
    for (int i = 0; i < call->count; i++) {
        args[i] = call->args[i];
        if (args[i].kind == LN_ARG_TENSOR) {
            LN_TRY(ln_tensor_contiguous(call->ctx, args[i].as.tensor, &args[i].as.tensor));
            made[(*made_count)++] = args[i].as.tensor;
        } else if (args[i].kind == LN_ARG_TENSORS) {
            for (int k = 0; k < args[i].count; k++) {
                LN_TRY(ln_tensor_contiguous(call->ctx, args[i].as.tensors[k], &lists[k]));
                made[(*made_count)++] = lists[k];
            }
            args[i].as.tensors = lists;
            lists += args[i].count;
        }
    }
    return LN_OK;
}

static ln_status kernel(ln_call *call)
{
    const lunula_op_definition *d = &custom_of(call->op)->definition;
    ln_arg args[LN_MAX_PARAMS];
    int listed = 0, made_count = 0;
    for (int i = 0; i < call->count; i++)
        listed += call->args[i].kind == LN_ARG_TENSORS ? call->args[i].count : 0;
    size_t bytes = (size_t)(2 * listed + LN_MAX_PARAMS) * sizeof(ln_tensor *);
    void *room;
    LN_TRY(ln_alloc(call->ctx, bytes, "the arguments of an op", &room));
    ln_tensor **lists = room, **made = lists + listed;
    ln_call ordered = *call;
    ordered.args = args;
    ln_status status = in_order(call, args, lists, made, &made_count);
    if (status == LN_OK)
        status = (ln_status)d->kernel(runtime_of(call->ctx), (lunula_op_call *)(void *)&ordered, d->user);
    for (int i = 0; i < made_count; i++)
        ln_tensor_release(made[i]);
    ln_free(call->ctx, room, bytes);
    return status;
}

static void gradient(ln_grad *g)
{
    const lunula_op_definition *d = &custom_of(g->op)->definition;
    ln_status status = (ln_status)d->gradient(runtime_of(g->ctx), (lunula_op_gradient *)(void *)g, d->user);
    if (g->status == LN_OK)
        g->status = status;
}

/* Registration ------------------------------------------------------------------------------------------------------ */

static const char *keep_text(char **at, const char *text)
{
    size_t length = text == NULL ? 0 : strlen(text);
    char *copy = *at;
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    *at += length + 1;
    return copy;
}

static ln_status check(lunula_runtime *runtime, const lunula_op_definition *d)
{
    ln_context *ctx = &runtime->ctx;
    if (d->name == NULL || d->name[0] == '\0' || d->signature == NULL || d->infer == NULL || d->kernel == NULL)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "an op needs a name, a signature, an inference and a kernel");
    size_t letters = strspn(d->name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (d->name[letters] != '\0' || (d->name[0] >= '0' && d->name[0] <= '9') || letters > 64)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "'%.80s': an op's name is in snake case and has at most 64 letters", d->name);
    if (lunula_op_find(runtime, d->name) != NULL)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "there is an op '%s' already", d->name);
    return LN_OK;
}

lunula_status lunula_op_register(lunula_runtime *runtime, const lunula_op_definition *d, const lunula_op **out)
{
    ln_context *ctx = &runtime->ctx;
    const char *const texts[] = { d->name, d->signature, d->doc, d->sample };
    void *block;
    ln_status status = check(runtime, d);
    if (status != LN_OK)
        return (lunula_status)status;
    size_t bytes = sizeof(ln_custom_op);
    for (int i = 0; i < 4; i++)
        bytes += (texts[i] == NULL ? 0 : strlen(texts[i])) + 1;
    status = ln_alloc(ctx, bytes, "an op", &block);
    if (status != LN_OK)
        return (lunula_status)status;
    ln_custom_op *custom = block;
    memset(custom, 0, sizeof *custom);
    char *at = custom->text;
    custom->bytes = bytes;
    custom->definition = *d;
    custom->op = (ln_op){ .name = keep_text(&at, d->name),
                          .signature = keep_text(&at, d->signature),
                          .doc = keep_text(&at, d->doc),
                          .sample = keep_text(&at, d->sample),
                          .infer = infer,
                          .kernel = kernel,
                          .gradient = d->gradient == NULL ? NULL : gradient,
                          .flags = (d->gradient == NULL ? LN_OP_NO_GRADIENT : 0) | (d->random ? LN_OP_RANDOM : 0),
                          .data = custom };
    custom->handle.op = &custom->op;
    status = ln_signature_parse(ctx, custom->op.name, custom->op.signature, &custom->handle.signature.parsed);
    if (status != LN_OK) {
        ln_free(ctx, custom, bytes);
        return (lunula_status)status;
    }
    custom->next = runtime->custom_ops;
    runtime->custom_ops = custom;
    if (out != NULL)
        *out = &custom->handle;
    return LUNULA_OK;
}

const struct lunula_op *ln_custom_find(const lunula_runtime *runtime, const char *name)
{
    for (const ln_custom_op *c = runtime->custom_ops; c != NULL; c = c->next)
        if (strcmp(c->op.name, name) == 0)
            return &c->handle;
    return NULL;
}

const struct lunula_op *ln_custom_at(const lunula_runtime *runtime, int index)
{
    int count = 0;
    for (const ln_custom_op *c = runtime->custom_ops; c != NULL; c = c->next)
        count++;
    for (const ln_custom_op *c = runtime->custom_ops; c != NULL; c = c->next)
        if (--count == index)
            return &c->handle;
    return NULL;
}

void ln_custom_free(lunula_runtime *runtime)
{
    while (runtime->custom_ops != NULL) {
        ln_custom_op *custom = runtime->custom_ops;
        runtime->custom_ops = custom->next;
        ln_free(&runtime->ctx, custom, custom->bytes);
    }
}

/* What a definition's functions call -------------------------------------------------------------------------------- */

const lunula_arg *lunula_op_arg(const lunula_op_call *call, int index)
{
    const ln_call *c = call_of(call);
    return index >= 0 && index < c->count ? (const lunula_arg *)&c->args[index] : NULL;
}

lunula_status lunula_op_declare(lunula_op_call *call, lunula_dtype dtype, int rank, const int64_t *shape)
{
    ln_call *c = call_of(call);
    if (c->outputs == LN_MAX_OUTPUTS || rank < 0 || rank > LN_MAX_RANK || (int)dtype < 0 || (int)dtype > (int)LN_FLOAT64)
        return (lunula_status)ln_call_error(c, "an output has one of the dtypes and 0 to %d axes, and there are at most %d",
                                            LN_MAX_RANK, LN_MAX_OUTPUTS);
    ln_spec *spec = &c->out[c->outputs];
    *spec = (ln_spec){ .dtype = (ln_dtype)dtype, .rank = rank };
    for (int i = 0; i < rank; i++) {
        if (shape[i] < 0 && shape[i] != LN_UNKNOWN)
            return (lunula_status)ln_call_error(c, "an output's dimension can't be negative: axis %d has %lld", i,
                                                (long long)shape[i]);
        spec->shape[i] = shape[i];
    }
    c->outputs++;
    return LUNULA_OK;
}

void *lunula_op_result(const lunula_op_call *call, int output)
{
    const ln_call *c = call_of(call);
    return output >= 0 && output < c->outputs && c->result[output] != NULL ? c->result[output]->data : NULL;
}

const lunula_arg *lunula_gradient_arg(const lunula_op_gradient *gradient_call, int index)
{
    const ln_grad *g = gradient_of(gradient_call);
    return index >= 0 && index < g->count ? (const lunula_arg *)&g->args[index] : NULL;
}

lunula_tensor *lunula_gradient_result(const lunula_op_gradient *gradient_call, int output)
{
    return gradient_of(gradient_call)->outs[output];
}

lunula_tensor *lunula_gradient_given(const lunula_op_gradient *gradient_call, int output)
{
    return gradient_of(gradient_call)->douts[output];
}

bool lunula_gradient_is_needed(const lunula_op_gradient *gradient_call, int input)
{
    const ln_grad *g = gradient_of(gradient_call);
    return input >= 0 && input < g->input_count && g->needed[input];
}

lunula_status lunula_gradient_set(lunula_op_gradient *gradient_call, int input, lunula_tensor *tensor)
{
    ln_grad *g = gradient_of(gradient_call);
    if (input < 0 || input >= g->input_count)
        return (lunula_status)ln_error(g->ctx, LN_ERROR_ARGUMENT, "%s: it has %d tensors among its arguments, not %d",
                                       g->op->name, g->input_count, input + 1);
    ln_g_set(g, input, tensor);
    return (lunula_status)g->status;
}
