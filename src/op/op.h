/* The op table: what an op is, how it is called, how its gradient is written. Knows of no graphs and no Lua.
 *
 * An op is one declaration (struct ln_op): name, signature, doc, sample, inference, kernel, gradient. Element-wise ops are
 * rows of elementwise.def; the others stand in a file per family (reduce.c, shape.c, ...), each closed by its table. */
#ifndef LN_OP_OP_H
#define LN_OP_OP_H

#include "tensor/tensor.h"

enum { LN_MAX_OUTPUTS = 4, LN_MAX_PARAMS = 12 };

typedef struct ln_op ln_op;
struct ln_loop; /* elementwise.h */

/* Arguments ------------------------------------------------------------------------------------------------------ */

typedef enum ln_arg_kind {
    LN_ARG_NONE, /* None */
    LN_ARG_TENSOR,
    LN_ARG_TENSORS, /* a list of them */
    LN_ARG_INT,
    LN_ARG_FLOAT,
    LN_ARG_BOOL,
    LN_ARG_STRING,
    LN_ARG_DTYPE,
    LN_ARG_INTS /* axes, a shape */
} ln_arg_kind;

typedef struct ln_arg {
    ln_arg_kind kind;
    int count; /* of LN_ARG_TENSORS and LN_ARG_INTS */
    union {
        ln_tensor *tensor;
        ln_tensor *const *tensors;
        int64_t i;
        double f;
        bool b;
        const char *string;
        ln_dtype dtype;
        const int64_t *ints;
    } as;
} ln_arg;

/* A call --------------------------------------------------------------------------------------------------------- */

typedef struct ln_call {
    ln_context *ctx;
    const ln_op *op;
    const ln_arg *args; /* one per parameter of the signature, defaults filled in */
    int count;
    int outputs;                       /* set to 1 before `infer`, which may change it */
    ln_spec out[LN_MAX_OUTPUTS];       /* filled by `infer` */
    ln_tensor *result[LN_MAX_OUTPUTS]; /* fresh tensors of these specs before `kernel` (NULL for views) */
} ln_call;

typedef struct ln_grad ln_grad;

enum {
    LN_OP_VIEW = 1,        /* the kernel makes its results itself, usually as views */
    LN_OP_RANDOM = 2,      /* not a function of its arguments' values alone; never folded */
    LN_OP_NO_GRADIENT = 4, /* its gradient is zero everywhere (comparisons, rounding, integers) */
    LN_OP_INTERNAL = 8     /* serves gradients and composites; no name in keras.ops */
};

struct ln_op {
    const char *name;
    const char *signature; /* "x, axis:axes=nil, keepdims:bool=false"; signature.h */
    const char *doc;       /* first sentence: what it does; then shapes, dtypes, errors, formula */
    const char *sample;    /* arguments for tests: a Lua expression list of f(shape, low, high), i(...), b(shape) */
    ln_status (*infer)(ln_call *call);
    ln_status (*kernel)(ln_call *call);
    void (*gradient)(ln_grad *g); /* NULL only with LN_OP_NO_GRADIENT */
    /* How an element-wise op computes a block, for those who fuse; NULL when it is none. Valid after `infer`. */
    void (*loop)(const ln_call *call, struct ln_loop *out);
    unsigned flags;
    const void *data; /* the family's own */
};

/* One family's table. */
typedef struct ln_family {
    const ln_op *const *ops;
    int count;
} ln_family;

/* All primitive ops, in table order; `index` from 0. NULL past the end. */
const ln_op *ln_op_at(int index);

/* Infers, then runs the kernel unless a tensor among the arguments is a symbol (then the results are symbols), then tells the
 * active recorder. `results` receives call.outputs references. */
ln_status ln_dispatch(ln_context *ctx, const ln_op *op, const ln_arg *args, int count, ln_tensor **results, int *outputs);

/* Who is told of each op that has run; recorders nest, each sees every op. Implemented in graph/. */
struct ln_recorder {
    ln_status (*append)(ln_recorder *recorder, const ln_call *call);
    ln_recorder *outer;
};

/* Help for inference and kernels ----------------------------------------------------------------------------------- */

/* The tensor of argument i. */
static inline ln_tensor *ln_call_tensor(const ln_call *call, int i)
{
    return call->args[i].as.tensor;
}
/* The ints of argument i as at most LN_MAX_RANK axes of a tensor of `rank`, normalised to [0, rank), checked for range and
 * repetition. None means every axis, ascending. */
ln_status ln_call_axes(const ln_call *call, int i, int rank, int *axes, int *count);
/* One int argument as an axis in [0, rank). */
ln_status ln_call_axis(const ln_call *call, int i, int rank, int *axis);
/* An error whose text starts with the op's name: "sum: ...". */
ln_status ln_call_error(const ln_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Integer and bool give floatx, float stays: the dtype of mean, exp, ... (int64 too, as Keras has it). */
ln_dtype ln_float_dtype(const ln_context *ctx, ln_dtype dtype);
/* Copies a tensor's dtype and shape. */
void ln_spec_of(ln_spec *spec, const ln_tensor *t);

/* Gradients -------------------------------------------------------------------------------------------------------
 * A gradient is written in ops, symbol to symbol. The builder keeps the first error and every temporary: once an error
 * happened each call returns NULL, and NULL operands give NULL, so no line needs a check. Results belong to the builder.
 * Shapes lost to broadcasting and dtypes lost to promotion are restored by the walker, not here. */

struct ln_grad {
    ln_context *ctx;
    const ln_op *op;
    const ln_arg *args;
    int count;
    ln_tensor *const *inputs; /* the tensors of args in order, lists expanded */
    int input_count;
    const bool *needed; /* which inputs' gradients are asked for */
    ln_tensor *const *outs;
    ln_tensor *const *douts; /* NULL where an output has no gradient */
    ln_tensor **dinputs;     /* result: owned references; NULL means zero */
    ln_status status;
    ln_tensor **pool;
    int pool_count, pool_capacity;
};

ln_tensor *ln_g_call(ln_grad *g, const ln_op *op, const ln_arg *args, int count);
ln_tensor *ln_g_unary(ln_grad *g, const ln_op *op, ln_tensor *x);
ln_tensor *ln_g_binary(ln_grad *g, const ln_op *op, ln_tensor *a, ln_tensor *b);
/* A weak scalar. */
ln_tensor *ln_g_number(ln_grad *g, double value);
/* Makes `d` the gradient of input i. */
void ln_g_set(ln_grad *g, int i, ln_tensor *d);
/* Keeps an owned reference until the builder goes. */
ln_tensor *ln_g_own(ln_grad *g, ln_tensor *t);

ln_tensor *ln_g_add(ln_grad *g, ln_tensor *a, ln_tensor *b);
ln_tensor *ln_g_sub(ln_grad *g, ln_tensor *a, ln_tensor *b);
ln_tensor *ln_g_mul(ln_grad *g, ln_tensor *a, ln_tensor *b);
ln_tensor *ln_g_div(ln_grad *g, ln_tensor *a, ln_tensor *b);
ln_tensor *ln_g_neg(ln_grad *g, ln_tensor *a);
ln_tensor *ln_g_where(ln_grad *g, ln_tensor *condition, ln_tensor *a, ln_tensor *b);
ln_tensor *ln_g_cast(ln_grad *g, ln_tensor *a, ln_dtype dtype);
ln_tensor *ln_g_sum(ln_grad *g, ln_tensor *a, const int *axes, int count, bool keepdims);
ln_tensor *ln_g_reshape(ln_grad *g, ln_tensor *a, int rank, const int64_t *shape);
ln_tensor *ln_g_broadcast(ln_grad *g, ln_tensor *a, int rank, const int64_t *shape);
ln_tensor *ln_g_transpose(ln_grad *g, ln_tensor *a, const int64_t *axes, int count);
/* Zeros / ones like a. */
ln_tensor *ln_g_full_like(ln_grad *g, ln_tensor *a, double value);
/* Sums `d` over what broadcasting from `shape` added, and casts it to `dtype`: undoes an operand's broadcast. */
ln_tensor *ln_g_unbroadcast(ln_grad *g, ln_tensor *d, ln_dtype dtype, int rank, const int64_t *shape);

#endif
