/* Variables. Knows of no Lua. */
#include "graph/variable.h"

#include <string.h>

#include "base/memory.h"
#include "graph/trace.h"
#include "op/ops.h"

/* `value` as what a variable holds: a handle of its own, since a tape tells tensors apart by handle and two variables may be given one tensor.
 * Under a running tape or trace the handle stays, which the value's gradient hangs on. */
static ln_status own_handle(ln_context *ctx, ln_tensor *value, ln_tensor **out)
{
    if (ctx->recorder == NULL)
        return ln_tensor_view(ctx, value, value->rank, value->shape, value->strides, 0, out);
    *out = ln_tensor_retain(value);
    return LN_OK;
}

/* One element in every place, as a broadcast gives it. */
static bool is_fill(const ln_tensor *value)
{
    for (int i = 0; i < value->rank; i++)
        if (value->shape[i] > 1 && value->strides[i] != 0)
            return false;
    return value->size > 1;
}

ln_status ln_variable_create(ln_context *ctx, ln_tensor *value, ln_variable **out)
{
    void *block;
    ln_tensor *first;
    if (ln_tensor_is_symbol(value))
        return ln_error(ctx, LN_ERROR_SYMBOLIC,
                        "a variable needs a value, and this tensor is a symbol: make variables before the function is traced "
                        "(in build or the constructor)");
    if (value->weak) {
        LN_TRY(ln_tensor_new(ctx, value->dtype, value->rank, value->shape, &first));
        ln_tensor_copy_to(value, value->dtype, first->data);
    } else {
        ln_tensor *whole;
        if (is_fill(value))
            whole = ln_tensor_retain(value);
        else
            LN_TRY(ln_tensor_contiguous(ctx, value, &whole));
        ln_status made = own_handle(ctx, whole, &first);
        ln_tensor_release(whole);
        LN_TRY(made);
    }
    ln_status status = ln_alloc(ctx, sizeof(ln_variable), "a variable", &block);
    if (status != LN_OK) {
        ln_tensor_release(first);
        return status;
    }
    ln_variable *variable = block;
    *variable = (ln_variable){ .memory = ctx->memory, .value = first };
    atomic_init(&variable->references, 1);
    ln_memory_retain(variable->memory);
    *out = variable;
    return LN_OK;
}

ln_variable *ln_variable_retain(ln_variable *variable)
{
    atomic_fetch_add_explicit(&variable->references, 1, memory_order_relaxed);
    return variable;
}

void ln_variable_release(ln_variable *variable)
{
    if (variable == NULL || atomic_fetch_sub_explicit(&variable->references, 1, memory_order_acq_rel) != 1)
        return;
    ln_memory *memory = variable->memory;
    ln_tensor_release(variable->value);
    ln_block_free(memory, variable, sizeof *variable);
    ln_memory_release(memory);
}

ln_status ln_variable_read(ln_context *ctx, ln_variable *variable, ln_tensor **out)
{
    if (ctx->trace != NULL)
        return ln_trace_read(ctx, ctx->trace, variable, out);
    *out = variable->value;
    return LN_OK;
}

static ln_status check_shape(ln_context *ctx, const ln_tensor *old, const ln_tensor *value)
{
    bool same = old->rank == value->rank;
    for (int i = 0; same && i < old->rank; i++)
        same = old->shape[i] == value->shape[i];
    if (same)
        return LN_OK;
    char mine[LN_SHAPE_TEXT], theirs[LN_SHAPE_TEXT];
    return ln_error(ctx, LN_ERROR_ARGUMENT, "assign: the variable has shape %s, the value %s",
                    ln_shape_text(old->rank, old->shape, mine, sizeof mine),
                    ln_shape_text(value->rank, value->shape, theirs, sizeof theirs));
}

ln_status ln_variable_assign(ln_context *ctx, ln_variable *variable, ln_tensor *value)
{
    const ln_tensor *old = variable->value;
    if (ctx->held)
        return LN_OK;
    LN_TRY(check_shape(ctx, old, value));
    if (ctx->trace != NULL)
        return ln_trace_assign(ctx, ctx->trace, variable, value);
    if (ln_tensor_is_symbol(value))
        return ln_error(ctx, LN_ERROR_SYMBOLIC, "assign: the value is a symbol, outside the function that is traced");
    ln_tensor *fresh;
    if (value->dtype == old->dtype && !value->weak && ln_tensor_is_contiguous(value)) {
        LN_TRY(own_handle(ctx, value, &fresh));
    } else {
        LN_TRY(ln_tensor_new(ctx, old->dtype, old->rank, old->shape, &fresh));
        ln_tensor_copy_to(value, old->dtype, fresh->data);
    }
    ln_tensor_release(variable->value);
    variable->value = fresh;
    return LN_OK;
}
