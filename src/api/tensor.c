/* Tensors, tapes and variables behind lunula.h. Knows of no Lua. */
#include <string.h>

#include "api/runtime.h"
#include "base/memory.h"
#include "graph/tape.h"
#include "graph/variable.h"
#include "op/ops.h"
#include "tensor/print.h"

static lunula_status symbolic(lunula_runtime *runtime)
{
    return (lunula_status)ln_error(&runtime->ctx, LN_ERROR_SYMBOLIC,
                                   "this tensor is a symbol without a value; use run_eagerly = true where values are needed");
}

static ln_status check_dtype(ln_context *ctx, lunula_dtype dtype)
{
    return (unsigned)dtype < LN_DTYPE_COUNT ? LN_OK : ln_error(ctx, LN_ERROR_ARGUMENT, "there is no dtype %d", (int)dtype);
}

/* Shapes come from outside: a negative dimension is an error unless it is the unknown one and that is allowed. */
static ln_status check_shape(ln_context *ctx, int rank, const int64_t *shape, bool unknown)
{
    if (rank < 0 || rank > LN_MAX_RANK)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "a tensor has 0 to %d axes, not %d", LN_MAX_RANK, rank);
    for (int i = 0; i < rank; i++)
        if (shape[i] < 0 && !(unknown && shape[i] == LN_UNKNOWN))
            return ln_error(ctx, LN_ERROR_ARGUMENT, "a dimension can't be negative: axis %d has %lld", i, (long long)shape[i]);
    return LN_OK;
}

lunula_status lunula_tensor_create(lunula_runtime *runtime, lunula_dtype dtype, int rank, const int64_t *shape, const void *data,
                                   lunula_tensor **out)
{
    ln_context *ctx = &runtime->ctx;
    ln_status status = check_dtype(ctx, dtype);
    if (status == LN_OK)
        status = check_shape(ctx, rank, shape, false);
    if (status == LN_OK)
        status = ln_tensor_new(ctx, (ln_dtype)dtype, rank, shape, out);
    if (status != LN_OK)
        return (lunula_status)status;
    size_t bytes = (size_t)(*out)->size * ln_dtype_size((ln_dtype)dtype);
    if (data != NULL && bytes > 0)
        memcpy((*out)->data, data, bytes);
    else
        memset((*out)->data, 0, bytes);
    return LUNULA_OK;
}

lunula_status lunula_tensor_wrap(lunula_runtime *runtime, lunula_dtype dtype, int rank, const int64_t *shape, void *data,
                                 void (*release)(void *user, void *data), void *user, lunula_tensor **out)
{
    ln_context *ctx = &runtime->ctx;
    int64_t size;
    ln_status status = check_dtype(ctx, dtype);
    if (status != LN_OK)
        return (lunula_status)status;
    size_t item = ln_dtype_size((ln_dtype)dtype);
    status = check_shape(ctx, rank, shape, false);
    if (status == LN_OK)
        status = ln_shape_size(ctx, rank, shape, &size);
    if (status == LN_OK && data == NULL && size > 0)
        status = ln_error(ctx, LN_ERROR_ARGUMENT, "wrap: no memory was given for %lld elements", (long long)size);
    if (status == LN_OK && (uintptr_t)data % item != 0)
        status = ln_error(ctx, LN_ERROR_ARGUMENT, "wrap: the memory is not aligned to the %zu bytes of a %s", item,
                          ln_dtype_name((ln_dtype)dtype));
    if (status != LN_OK)
        return (lunula_status)status;
    return (lunula_status)ln_tensor_wrap(&runtime->ctx, (ln_dtype)dtype, rank, shape, data, release, user, out);
}

lunula_status lunula_tensor_symbol(lunula_runtime *runtime, lunula_dtype dtype, int rank, const int64_t *shape,
                                   lunula_tensor **out)
{
    ln_spec spec = { .dtype = (ln_dtype)dtype, .rank = rank };
    ln_status status = check_dtype(&runtime->ctx, dtype);
    if (status == LN_OK)
        status = check_shape(&runtime->ctx, rank, shape, true);
    if (status != LN_OK)
        return (lunula_status)status;
    if (rank > 0)
        memcpy(spec.shape, shape, (size_t)rank * sizeof *shape);
    return (lunula_status)ln_tensor_symbol(&runtime->ctx, &spec, out);
}

lunula_status lunula_weak_int(lunula_runtime *runtime, int64_t value, lunula_tensor **out)
{
    return (lunula_status)ln_tensor_weak_int(&runtime->ctx, value, out);
}

lunula_status lunula_weak_float(lunula_runtime *runtime, double value, lunula_tensor **out)
{
    return (lunula_status)ln_tensor_weak_float(&runtime->ctx, value, out);
}

lunula_status lunula_tensor_view(lunula_runtime *runtime, lunula_tensor *base, int rank, const int64_t *shape,
                                 const int64_t *strides, int64_t offset, lunula_tensor **out)
{
    ln_context *ctx = &runtime->ctx;
    int64_t low = offset, high = offset, reach; /* the elements that it reaches, from base's first on */
    bool empty = false, beyond = false;
    if (ln_tensor_is_symbol(base))
        return symbolic(runtime);
    if (rank < 0 || rank > LN_MAX_RANK)
        return (lunula_status)check_shape(ctx, rank, shape, false);
    for (int i = 0; i < rank; i++) {
        if (shape[i] < 0)
            return (lunula_status)check_shape(ctx, rank, shape, false);
        empty |= shape[i] == 0;
        beyond |= __builtin_mul_overflow(shape[i] - 1, strides[i], &reach);
        beyond |= __builtin_add_overflow(low, reach < 0 ? reach : 0, &low);
        beyond |= __builtin_add_overflow(high, reach > 0 ? reach : 0, &high);
    }
    const int64_t item = (int64_t)ln_dtype_size(base->dtype), before = base->data - (char *)base->storage->data;
    beyond |= __builtin_mul_overflow(low, item, &low);
    beyond |= __builtin_add_overflow(low, before, &low);
    beyond |= __builtin_mul_overflow(high, item, &high);
    beyond |= __builtin_add_overflow(high, before, &high);
    if ((beyond || low < 0 || high > (int64_t)base->storage->bytes - item) && !empty)
        return (lunula_status)ln_error(ctx, LN_ERROR_ARGUMENT, "a view reaches outside its tensor's storage");
    return (lunula_status)ln_tensor_view(ctx, base, rank, shape, strides, empty ? 0 : offset, out);
}

lunula_status lunula_tensor_row(lunula_runtime *runtime, lunula_tensor *tensor, int64_t index, lunula_tensor **out)
{
    return (lunula_status)ln_row(&runtime->ctx, tensor, index, out);
}

/* Whether a part of a tensor can be made without more ado. */
static bool has_local_views(const lunula_runtime *runtime, const lunula_tensor *base)
{
    return runtime->ctx.recorder == NULL && !ln_tensor_is_symbol(base) && base->size > 0;
}

lunula_tensor *lunula_local_view(lunula_runtime *runtime, lunula_tensor *base, int rank, const int64_t *shape,
                                 const int64_t *strides, int64_t offset)
{
    return has_local_views(runtime, base) ? ln_tensor_local_view(&runtime->ctx, base, rank, shape, strides, offset) : NULL;
}

lunula_tensor *lunula_local_row(lunula_runtime *runtime, lunula_tensor *tensor, int64_t index)
{
    if (!has_local_views(runtime, tensor) || tensor->rank == 0)
        return NULL;
    const int64_t length = tensor->shape[0], at = index < 0 ? index + length : index;
    if (at < 0 || at >= length)
        return NULL;
    return ln_tensor_local_view(&runtime->ctx, tensor, tensor->rank - 1, tensor->shape + 1, tensor->strides + 1,
                                at * tensor->strides[0]);
}

lunula_tensor *lunula_local_reshape(lunula_runtime *runtime, lunula_tensor *base, int rank, const int64_t *shape)
{
    int64_t whole[LN_MAX_RANK], strides[LN_MAX_RANK], known = 1;
    int hole = -1;
    if (!has_local_views(runtime, base) || (unsigned)rank > LN_MAX_RANK || !ln_tensor_is_contiguous(base))
        return NULL;
    for (int i = rank - 1; i >= 0; i--) {
        whole[i] = shape[i];
        strides[i] = known;
        if (shape[i] == -1 && hole < 0)
            hole = i;
        else if (shape[i] <= 0 || __builtin_mul_overflow(known, shape[i], &known))
            return NULL;
    }
    if (hole >= 0) {
        whole[hole] = base->size / known;
        for (int i = 0; i < hole; i++)
            strides[i] *= whole[hole];
        known *= whole[hole];
    }
    return known == base->size ? ln_tensor_local_view(&runtime->ctx, base, rank, whole, strides, 0) : NULL;
}

void lunula_local_release(lunula_runtime *runtime, lunula_tensor *tensor)
{
    ln_tensor_release_local(&runtime->ctx, tensor);
}

lunula_tensor *lunula_tensor_retain(lunula_tensor *tensor)
{
    return ln_tensor_retain(tensor);
}

void lunula_tensor_release(lunula_tensor *tensor)
{
    ln_tensor_release(tensor);
}

lunula_dtype lunula_tensor_dtype(const lunula_tensor *tensor)
{
    return (lunula_dtype)tensor->dtype;
}

int lunula_tensor_rank(const lunula_tensor *tensor)
{
    return tensor->rank;
}

const int64_t *lunula_tensor_shape(const lunula_tensor *tensor)
{
    return tensor->shape;
}

const int64_t *lunula_tensor_strides(const lunula_tensor *tensor)
{
    return tensor->strides;
}

int64_t lunula_tensor_size(const lunula_tensor *tensor)
{
    return tensor->size;
}

size_t lunula_tensor_bytes(const lunula_tensor *tensor)
{
    return tensor->storage == NULL ? 0 : tensor->storage->bytes;
}

size_t lunula_tensor_claim_bytes(lunula_tensor *tensor)
{
    return ln_tensor_claim_bytes(tensor);
}

bool lunula_tensor_is_symbol(const lunula_tensor *tensor)
{
    return ln_tensor_is_symbol(tensor);
}

const void *lunula_tensor_data(const lunula_tensor *tensor)
{
    return !ln_tensor_is_symbol(tensor) && ln_tensor_is_contiguous(tensor) ? tensor->data : NULL;
}

lunula_status lunula_tensor_read(lunula_runtime *runtime, const lunula_tensor *tensor, lunula_dtype dtype, void *out,
                                 size_t bytes)
{
    if (ln_tensor_is_symbol(tensor))
        return symbolic(runtime);
    ln_status status = check_dtype(&runtime->ctx, dtype);
    if (status != LN_OK)
        return (lunula_status)status;
    size_t needed = (size_t)tensor->size * ln_dtype_size((ln_dtype)dtype);
    if (bytes < needed)
        return (lunula_status)ln_error(&runtime->ctx, LN_ERROR_ARGUMENT, "a buffer of %zu bytes can't hold %zu", bytes, needed);
    ln_tensor_copy_to(tensor, (ln_dtype)dtype, out);
    return LUNULA_OK;
}

static lunula_status check_element(lunula_runtime *runtime, const lunula_tensor *tensor, int64_t index)
{
    if (ln_tensor_is_symbol(tensor))
        return symbolic(runtime);
    if (index < 0 || index >= tensor->size)
        return (lunula_status)ln_error(&runtime->ctx, LN_ERROR_ARGUMENT, "element %lld of a tensor that has %lld",
                                       (long long)index, (long long)tensor->size);
    return LUNULA_OK;
}

lunula_status lunula_tensor_get_double(lunula_runtime *runtime, const lunula_tensor *tensor, int64_t index, double *out)
{
    lunula_status status = check_element(runtime, tensor, index);
    if (status == LUNULA_OK)
        *out = ln_tensor_get_double(tensor, index);
    return status;
}

lunula_status lunula_tensor_get_int(lunula_runtime *runtime, const lunula_tensor *tensor, int64_t index, int64_t *out)
{
    lunula_status status = check_element(runtime, tensor, index);
    if (status == LUNULA_OK)
        *out = ln_tensor_get_int(tensor, index);
    return status;
}

_Static_assert(sizeof(lunula_print_options) == sizeof(ln_print_options), "print options match");

lunula_status lunula_tensor_format(lunula_runtime *runtime, const lunula_tensor *tensor, const lunula_print_options *options,
                                   char **out)
{
    return (lunula_status)ln_tensor_format(&runtime->ctx, tensor, (const ln_print_options *)options, out);
}

lunula_status lunula_string_new(lunula_runtime *runtime, const char *text, size_t length, char **out)
{
    return (lunula_status)ln_string_new(&runtime->ctx, text, length, out);
}

void lunula_string_free(lunula_runtime *runtime, char *text)
{
    ln_string_free(&runtime->ctx, text);
}

/* Tapes ----------------------------------------------------------------------------------------------------------- */

lunula_status lunula_tape_start(lunula_runtime *runtime, lunula_tape **out)
{
    return (lunula_status)ln_tape_start(&runtime->ctx, (ln_tape **)out);
}

lunula_status lunula_tape_watch(lunula_runtime *runtime, lunula_tape *tape, lunula_tensor *tensor)
{
    return (lunula_status)ln_tape_watch(&runtime->ctx, (ln_tape *)tape, tensor);
}

void lunula_tape_stop(lunula_runtime *runtime, lunula_tape *tape)
{
    ln_tape_stop(&runtime->ctx, (ln_tape *)tape);
}

bool lunula_tape_is_active(const lunula_tape *tape)
{
    return ln_tape_is_active((const ln_tape *)tape);
}

lunula_status lunula_tape_gradient(lunula_runtime *runtime, lunula_tape *tape, lunula_tensor *target, lunula_tensor *seed,
                                   lunula_tensor *const *sources, int count, lunula_tensor **outs)
{
    return (lunula_status)ln_tape_gradient(&runtime->ctx, (ln_tape *)tape, target, seed, sources, count, outs);
}

void lunula_tape_free(lunula_runtime *runtime, lunula_tape *tape)
{
    if (tape != NULL)
        ln_tape_free(&runtime->ctx, (ln_tape *)tape);
}

/* Variables ------------------------------------------------------------------------------------------------------- */

lunula_status lunula_variable_create(lunula_runtime *runtime, lunula_tensor *value, lunula_variable **out)
{
    return (lunula_status)ln_variable_create(&runtime->ctx, value, out);
}

lunula_variable *lunula_variable_retain(lunula_variable *variable)
{
    return ln_variable_retain(variable);
}

void lunula_variable_release(lunula_variable *variable)
{
    ln_variable_release(variable);
}

lunula_status lunula_variable_read(lunula_runtime *runtime, lunula_variable *variable, lunula_tensor **out)
{
    return (lunula_status)ln_variable_read(&runtime->ctx, variable, out);
}

lunula_status lunula_variable_assign(lunula_runtime *runtime, lunula_variable *variable, lunula_tensor *value)
{
    return (lunula_status)ln_variable_assign(&runtime->ctx, variable, value);
}
