/* An op written in C: soft_clip(x, limit) = limit tanh(x / limit), which leaves small values alone and keeps large ones within the limit. From then on
 * it is an op like any other: scripts call it, tapes differentiate it, compiled functions have it as a step.
 *
 *     cc op.c -o op $(pkg-config --cflags --libs lunula) -lm
 *
 * An op is three functions: `infer` says what comes out from dtypes and shapes alone, `kernel` computes it, `gradient` gives the derivative by each
 * tensor, itself in ops, so that it can be compiled and differentiated again. */
#include <lunula.h>
#include <math.h>
#include <stdio.h>

/* The results are as the input: one of float32 or float64. */
static lunula_status infer(lunula_runtime *runtime, lunula_op_call *call, void *user)
{
    const lunula_tensor *x = lunula_op_arg(call, 0)->as.tensor;
    lunula_dtype dtype = lunula_tensor_dtype(x);
    (void)user;
    if (dtype != LUNULA_FLOAT32 && dtype != LUNULA_FLOAT64) {
        lunula_set_message(runtime, LUNULA_ERROR_ARGUMENT, "soft_clip: expected a tensor of dtype float32 or float64");
        return LUNULA_ERROR_ARGUMENT;
    }
    return lunula_op_declare(call, dtype, lunula_tensor_rank(x), lunula_tensor_shape(x));
}

/* Tensors have values here, in C order, and the result's memory is there. A long kernel asks lunula_poll now and then whether it should stop. */
static lunula_status kernel(lunula_runtime *runtime, lunula_op_call *call, void *user)
{
    enum { BLOCK = 4096 };
    const lunula_tensor *x = lunula_op_arg(call, 0)->as.tensor;
    double limit = lunula_op_arg(call, 1)->as.f;
    int64_t i, size = lunula_tensor_size(x);
    (void)user;
    for (i = 0; i < size; i++) {
        if (i % BLOCK == 0 && lunula_poll(runtime) != LUNULA_OK)
            return lunula_last_status(runtime);
        if (lunula_tensor_dtype(x) == LUNULA_FLOAT32)
            ((float *)lunula_op_result(call, 0))[i] =
                (float)limit * tanhf(((const float *)lunula_tensor_data(x))[i] / (float)limit);
        else
            ((double *)lunula_op_result(call, 0))[i] = limit * tanh(((const double *)lunula_tensor_data(x))[i] / limit);
    }
    return LUNULA_OK;
}

/* op(a, b), which is the caller's to release; NULL when it, or what it is given, failed: so failures need no look until the end. */
static lunula_tensor *two(lunula_runtime *runtime, const char *op, lunula_tensor *a, lunula_tensor *b)
{
    const lunula_arg arguments[] = { { .kind = LUNULA_TENSOR, .as.tensor = a }, { .kind = LUNULA_TENSOR, .as.tensor = b } };
    lunula_tensor *out;
    int count;
    if (a == NULL || b == NULL || lunula_call(runtime, lunula_op_find(runtime, op), arguments, 2, &out, &count) != LUNULA_OK)
        return NULL;
    return out;
}

/* dx = dy (1 - (y / limit)^2), since the derivative of tanh is 1 - tanh^2. A weak number takes on the dtype of what it is computed with. */
static lunula_status gradient(lunula_runtime *runtime, lunula_op_gradient *g, void *user)
{
    lunula_tensor *limit, *one = NULL, *ratio, *square, *slope, *dx;
    lunula_status status;
    (void)user;
    if (!lunula_gradient_is_needed(g, 0))
        return LUNULA_OK;
    status = lunula_weak_float(runtime, lunula_gradient_arg(g, 1)->as.f, &limit);
    if (status != LUNULA_OK)
        return status;
    if (lunula_weak_float(runtime, 1, &one) != LUNULA_OK)
        one = NULL;
    ratio = two(runtime, "divide", lunula_gradient_result(g, 0), limit);
    square = two(runtime, "multiply", ratio, ratio);
    slope = two(runtime, "subtract", one, square);
    dx = two(runtime, "multiply", slope, lunula_gradient_given(g, 0));
    status = dx == NULL ? lunula_last_status(runtime) : lunula_gradient_set(g, 0, dx);
    lunula_tensor_release(limit); /* each release accepts NULL */
    lunula_tensor_release(one);
    lunula_tensor_release(ratio);
    lunula_tensor_release(square);
    lunula_tensor_release(slope);
    lunula_tensor_release(dx);
    return status;
}

static const char script[] =
    "local keras = require 'lunula'\n"
    "local ops = keras.ops\n"
    "print(ops.soft_clip({ -100.0, 0.5, 100.0 }, { limit = 2.0 }))\n"
    "local x = ops.linspace(-3, 3, 7, { dtype = 'float64' })\n"
    "keras.utils.check_gradient(function(t) return ops.sum(t:soft_clip(1.5)) end, x) -- raises when it is wrong\n"
    "keras.utils.set_random_seed(1)\n"
    "local clipped = keras.layers.Lambda(function(t) return ops.soft_clip(t, { limit = 3.0 }) end)\n"
    "local model = keras.Sequential { keras.layers.Dense(8), clipped, keras.layers.Dense(1) }\n"
    "model:compile { optimizer = keras.optimizers.Adam(0.02), loss = 'mse', jit_compile = true }\n"
    "local inputs = keras.random.normal({ 64, 4 }, { seed = 1 })\n"
    "local losses = model:fit(inputs, ops.sum(inputs, 1, true), { epochs = 50, verbose = 0 }).history.loss\n"
    "print('a compiled model with it learns: ' .. tostring(losses[50] < losses[1] / 4))\n";

int main(void)
{
    const lunula_op_definition soft_clip = {
        .name = "soft_clip",
        .signature = "x, limit:float=1.0",
        .doc = "limit tanh(x / limit): x, softly kept between -limit and limit.",
        .infer = infer,
        .kernel = kernel,
        .gradient = gradient,
    };
    lunula_host *host = lunula_host_create(NULL);
    if (host == NULL || lunula_host_message(host)[0] != '\0' || lunula_host_op(host, &soft_clip) != LUNULA_OK ||
        lunula_host_run_string(host, script, "=op", false) != LUNULA_OK) {
        fprintf(stderr, "%s\n", host == NULL ? "out of memory" : lunula_host_message(host));
        lunula_host_free(host);
        return 1;
    }
    lunula_host_free(host);
    return 0;
}
