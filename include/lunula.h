/* lunula.h - the C interface of Lunula.
 *
 * Core part: runtimes, tensors, ops by name, gradients, variables, files. The Lua bindings use nothing else.
 *
 * Ownership: every `lunula_x_create`-like function gives one reference, given back with the matching `_free` or `_release`.
 * Errors: functions return LUNULA_OK or a status; the message is then in lunula_message(runtime). A function that fails leaves nothing to free: what it
 * was to give is there only after LUNULA_OK. Nothing here exits, aborts, installs a signal handler or changes the process's locale, and nothing
 * but a host's scripts prints.
 * Threads: a runtime belongs to one thread at a time; only lunula_cancel may be called from another. Many runtimes may
 * live in one process. A tensor may be released on any thread, and may outlive its runtime. */
#ifndef LUNULA_H
#define LUNULA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header, and so of what is compiled with it; lunula_compatible() compares it with the library's. */
#define LUNULA_VERSION_MAJOR 0
#define LUNULA_VERSION_MINOR 1
#define LUNULA_VERSION_PATCH 0
#define LUNULA_VERSION "0.1.0"

#ifdef LUNULA_BUILD
#define LUNULA_API __attribute__((visibility("default")))
#else
#define LUNULA_API
#endif

typedef enum lunula_status {
    LUNULA_OK = 0,
    LUNULA_ERROR_ARGUMENT,  /* a wrong shape, dtype, axis, name or value */
    LUNULA_ERROR_MEMORY,    /* the allocator or the memory limit said no */
    LUNULA_ERROR_CANCELLED, /* lunula_cancel was called */
    LUNULA_ERROR_SYMBOLIC,  /* a value was asked of a tensor that has none */
    LUNULA_ERROR_IO,        /* a file could not be opened, read or written */
    LUNULA_ERROR_FORMAT,    /* bytes that are not what they should be */
    LUNULA_ERROR_INTERNAL,  /* a defect of Lunula's own */
    LUNULA_ERROR_SCRIPT,    /* a Lua error (host part) */
    LUNULA_ERROR_LIMIT      /* a limit of time or of instructions was reached */
} lunula_status;

typedef struct lunula_runtime lunula_runtime;
typedef struct ln_tensor lunula_tensor;     /* immutable, reference-counted */
typedef struct ln_variable lunula_variable; /* reference-counted; the only thing that changes */
typedef struct lunula_tape lunula_tape;
typedef struct lunula_op lunula_op;

typedef enum lunula_dtype {
    LUNULA_BOOL,
    LUNULA_UINT8,
    LUNULA_UINT16,
    LUNULA_UINT32,
    LUNULA_UINT64,
    LUNULA_INT8,
    LUNULA_INT16,
    LUNULA_INT32,
    LUNULA_INT64,
    LUNULA_FLOAT16,
    LUNULA_BFLOAT16,
    LUNULA_FLOAT32,
    LUNULA_FLOAT64
} lunula_dtype;

enum { LUNULA_MAX_RANK = 32, LUNULA_MAX_OUTPUTS = 4, LUNULA_MAX_PARAMS = 12, LUNULA_UNKNOWN = -1 };

/* Like lua_Alloc: frees when new_size is 0, else (re)allocates; NULL says no. */
typedef void *(*lunula_alloc_fn)(void *user, void *pointer, size_t old_size, size_t new_size);

/* The host's own threads: calls work(job) at least once and on at most `threads` threads at the same time, and returns when
 * every call has returned. */
typedef void (*lunula_parallel_fn)(void *user, int threads, void (*work)(void *job), void *job);

typedef struct lunula_options {
    lunula_alloc_fn alloc;       /* NULL: malloc */
    void *user;                  /* given to alloc */
    size_t memory_limit;         /* bytes; 0: none */
    int threads;                 /* 0: one per core */
    lunula_parallel_fn parallel; /* instead of threads of Lunula's; NULL: none */
    void *parallel_user;         /* given to parallel */
    bool no_files;               /* calls that would read, write or look for a file fail */
} lunula_options;

/* Runtimes --------------------------------------------------------------------------------------------------------- */

/* The library's version, "major.minor.patch"; LUNULA_VERSION is the header's. */
LUNULA_API const char *lunula_version(void);
/* Whether the library serves what was compiled with a header of the version given: the same major version (before 1.0 the same
 * minor version too), and none newer than the library. */
LUNULA_API bool lunula_compatible(int major, int minor, int patch);
/* The same, asked by a host about the header that it was compiled with. */
#define LUNULA_COMPATIBLE() lunula_compatible(LUNULA_VERSION_MAJOR, LUNULA_VERSION_MINOR, LUNULA_VERSION_PATCH)
/* What computes on this CPU, for people: "matrix products: own kernels for x86-64-v4 (AVX-512)". */
LUNULA_API const char *lunula_description(void);
/* The name of one of the libraries that this one is built on ("libzip"), from 0 on, and at *version its version; NULL beyond the last. */
LUNULA_API const char *lunula_library(int index, const char **version);
/* NULL options: defaults. NULL when memory can't be had. */
LUNULA_API lunula_runtime *lunula_create(const lunula_options *options);
/* Ends a runtime and its threads; its tensors, variables and graphs may outlive it. Accepts NULL. */
LUNULA_API void lunula_free(lunula_runtime *runtime);
/* The status and the message of the last error; the text is valid until the next call. */
LUNULA_API lunula_status lunula_last_status(const lunula_runtime *runtime);
/* The message of the last error; "" when there is none. Valid until the next call. */
LUNULA_API const char *lunula_message(const lunula_runtime *runtime);
/* Leaves a message of the caller's, as a failing function would. */
LUNULA_API void lunula_set_message(lunula_runtime *runtime, lunula_status status, const char *text);
/* Asks a running call to stop, from any thread; lunula_resume withdraws it. */
LUNULA_API void lunula_cancel(lunula_runtime *runtime);
/* Withdraws lunula_cancel, from any thread: calls go on as before. */
LUNULA_API void lunula_resume(lunula_runtime *runtime);
/* Whether a running call would stop: it was asked to, and nothing holds that back. */
LUNULA_API bool lunula_is_cancelled(const lunula_runtime *runtime);
/* For what takes long (a host's kernel): LUNULA_OK, or the error with which a call ends that would stop. */
LUNULA_API lunula_status lunula_poll(lunula_runtime *runtime);
/* While held, calls run to their end: for what must be done wholly or not at all. Gives back what held before. */
LUNULA_API bool lunula_hold_cancel(lunula_runtime *runtime, bool hold);
/* From `seconds` later on calls end with LUNULA_ERROR_LIMIT, kernels within them between blocks of work; 0 or less: no limit. */
LUNULA_API void lunula_set_time_limit(lunula_runtime *runtime, double seconds);
/* How many threads kernels may use, the caller's included; 0: one per core. Threads that there are end. */
LUNULA_API void lunula_set_threads(lunula_runtime *runtime, int threads);
/* What was set: 0 for one per core. */
LUNULA_API int lunula_threads(const lunula_runtime *runtime);

typedef struct lunula_memory {
    size_t live_bytes, cached_bytes, live_tensors, limit, requests; /* requests: how often the allocator was asked for these */
    size_t lent_bytes;                                              /* by lunula_allocate */
} lunula_memory;
/* What is in use now, in bytes and numbers of tensors. */
LUNULA_API void lunula_memory_info(const lunula_runtime *runtime, lunula_memory *out);
/* The most that may be in use, tensors and what is lent together; 0: no limit. What is in use already stays. */
LUNULA_API void lunula_set_memory_limit(lunula_runtime *runtime, size_t bytes);
/* Gives back to the allocator what is kept for reuse (cached_bytes): for a host whose work is done for a while. */
LUNULA_API void lunula_memory_trim(lunula_runtime *runtime);
/* A lua_Alloc whose `user` is a runtime: memory of its allocator, within its limit. On the runtime's thread; all of it is given back before
 * the runtime is freed. */
LUNULA_API void *lunula_allocate(void *runtime, void *pointer, size_t old_size, size_t new_size);

/* The default float dtype (float32) and the fuzz factor (1e-7). */
LUNULA_API lunula_dtype lunula_floatx(const lunula_runtime *runtime);
/* Sets the default float dtype: float16, bfloat16, float32 or float64. Others are LUNULA_ERROR_ARGUMENT. */
LUNULA_API lunula_status lunula_set_floatx(lunula_runtime *runtime, lunula_dtype dtype);
/* The fuzz factor. */
LUNULA_API double lunula_epsilon(const lunula_runtime *runtime);
/* Sets the fuzz factor. */
LUNULA_API void lunula_set_epsilon(lunula_runtime *runtime, double epsilon);
/* "dense", "dense_1", ...: the next free name of a prefix (at most 200 bytes), into `out`. */
LUNULA_API lunula_status lunula_unique_name(lunula_runtime *runtime, const char *prefix, char *out, size_t size);
/* Forgets which names were given: the next ones count from the beginning. */
LUNULA_API void lunula_reset_names(lunula_runtime *runtime);

/* Dtypes ----------------------------------------------------------------------------------------------------------- */

/* "float32"; NULL for what is no dtype. */
LUNULA_API const char *lunula_dtype_name(lunula_dtype dtype);
/* Bytes of an element; 0 for what is no dtype. */
LUNULA_API size_t lunula_dtype_size(lunula_dtype dtype);
/* The dtype of a name; false where there is none. */
LUNULA_API bool lunula_dtype_find(const char *name, lunula_dtype *out);
/* Keras's promotion; weak[i] marks a Lua or Python scalar (may be NULL). */
LUNULA_API lunula_dtype lunula_promote(const lunula_runtime *runtime, const lunula_dtype *dtypes, const bool *weak, int count);

/* Tensors ---------------------------------------------------------------------------------------------------------- */

/* A tensor with a copy of `data` (C order, `dtype` elements); NULL data gives zeros. */
LUNULA_API lunula_status lunula_tensor_create(lunula_runtime *runtime, lunula_dtype dtype, int rank, const int64_t *shape,
                                              const void *data, lunula_tensor **out);
/* A tensor over the host's own memory (C order, aligned to its elements), without a copy; `release(user, data)` is called when the last
 * view goes, on the thread that releases it (may be NULL); that may be Lua's collector, so it must not call into a host or its Lua state. The memory
 * must not change meanwhile. */
LUNULA_API lunula_status lunula_tensor_wrap(lunula_runtime *runtime, lunula_dtype dtype, int rank, const int64_t *shape,
                                            void *data, void (*release)(void *user, void *data), void *user, lunula_tensor **out);
struct DLManagedTensor;
/* DLPack (https://dmlc.github.io/dlpack, without a version): a tensor for another library, which calls the deleter once, on any thread,
 * and must not write, since tensors are immutable; no elements are copied. */
LUNULA_API lunula_status lunula_tensor_to_dlpack(lunula_runtime *runtime, lunula_tensor *tensor, struct DLManagedTensor **out);
/* A tensor over another library's memory on the CPU, whose deleter is called when the last view goes, as `release` is above. On an error `managed` stays the
 * caller's. The memory must not change meanwhile. */
LUNULA_API lunula_status lunula_tensor_from_dlpack(lunula_runtime *runtime, struct DLManagedTensor *managed, lunula_tensor **out);
/* A tensor without a value; LUNULA_UNKNOWN dimensions allowed. */
LUNULA_API lunula_status lunula_tensor_symbol(lunula_runtime *runtime, lunula_dtype dtype, int rank, const int64_t *shape,
                                              lunula_tensor **out);
/* A scalar that gives way in promotion, as numbers in Lua and Python do: int32, or int64 where that is too narrow. */
LUNULA_API lunula_status lunula_weak_int(lunula_runtime *runtime, int64_t value, lunula_tensor **out);
/* The same of a float64. */
LUNULA_API lunula_status lunula_weak_float(lunula_runtime *runtime, double value, lunula_tensor **out);
/* A view: shape, strides in elements (may be 0 or negative) and the offset of its first element; checked against `base`. */
LUNULA_API lunula_status lunula_tensor_view(lunula_runtime *runtime, lunula_tensor *base, int rank, const int64_t *shape,
                                            const int64_t *strides, int64_t offset, lunula_tensor **out);
/* Row `index` of the first axis, from its end where negative, as a view; of a symbol a symbol. One of the calls that recorders are told of. */
LUNULA_API lunula_status lunula_tensor_row(lunula_runtime *runtime, lunula_tensor *tensor, int64_t index, lunula_tensor **out);
/* Local views, for a binding that holds its tensors on the runtime's thread alone: they cost no locked instruction. Others may retain them and release
 * what they retained, as of any tensor and on any thread; the maker gives his reference back with lunula_local_release.
 * NULL, and no message, where the general call must do or say what is wrong: a recorder listens, the base is a symbol or another runtime's, or has no
 * elements, an index is out of range, there is no memory. */
/* Like lunula_tensor_view, but a shape without elements, or one that reaches outside of base, is the caller's mistake. */
LUNULA_API lunula_tensor *lunula_local_view(lunula_runtime *runtime, lunula_tensor *base, int rank, const int64_t *shape,
                                            const int64_t *strides, int64_t offset);
/* Like lunula_tensor_row. */
LUNULA_API lunula_tensor *lunula_local_row(lunula_runtime *runtime, lunula_tensor *tensor, int64_t index);
/* The elements of a base in C order under another shape, where one dimension may be -1; NULL also where base isn't in C order. */
LUNULA_API lunula_tensor *lunula_local_reshape(lunula_runtime *runtime, lunula_tensor *base, int rank, const int64_t *shape);
/* Gives a reference to any tensor back, on the runtime's thread. Accepts NULL. */
LUNULA_API void lunula_local_release(lunula_runtime *runtime, lunula_tensor *tensor);
/* One more reference; gives the tensor back. On any thread. */
LUNULA_API lunula_tensor *lunula_tensor_retain(lunula_tensor *tensor);
/* Gives a reference back, on any thread; the last one frees the tensor. Accepts NULL. */
LUNULA_API void lunula_tensor_release(lunula_tensor *tensor);
/* The dtype of the elements. */
LUNULA_API lunula_dtype lunula_tensor_dtype(const lunula_tensor *tensor);
/* The number of axes, 0 to LUNULA_MAX_RANK. */
LUNULA_API int lunula_tensor_rank(const lunula_tensor *tensor);
/* One dimension for each axis, of a symbol perhaps LUNULA_UNKNOWN; lives as long as the tensor. */
LUNULA_API const int64_t *lunula_tensor_shape(const lunula_tensor *tensor);
/* One stride for each axis, in elements; lives as long as the tensor. */
LUNULA_API const int64_t *lunula_tensor_strides(const lunula_tensor *tensor);
/* Number of elements, or LUNULA_UNKNOWN. */
LUNULA_API int64_t lunula_tensor_size(const lunula_tensor *tensor);
/* Bytes of the storage it keeps alive; of a view that of the tensor it is a part of. */
LUNULA_API size_t lunula_tensor_bytes(const lunula_tensor *tensor);
/* The same for who asks first of that storage, 0 for all others: a binding that drives its collector by what is made hears of nothing twice. */
LUNULA_API size_t lunula_tensor_claim_bytes(lunula_tensor *tensor);
/* Whether it has a dtype and a shape but no value. */
LUNULA_API bool lunula_tensor_is_symbol(const lunula_tensor *tensor);
/* The first element's address when the elements lie in C order, else NULL. */
LUNULA_API const void *lunula_tensor_data(const lunula_tensor *tensor);
/* Copies all elements, in C order, as `dtype`, to `out`, which holds `bytes` bytes. */
LUNULA_API lunula_status lunula_tensor_read(lunula_runtime *runtime, const lunula_tensor *tensor, lunula_dtype dtype, void *out,
                                            size_t bytes);
/* One element by its flat C-order index, as a double. */
LUNULA_API lunula_status lunula_tensor_get_double(lunula_runtime *runtime, const lunula_tensor *tensor, int64_t index,
                                                  double *out);
/* The same as an integer: what comes behind the point is dropped. */
LUNULA_API lunula_status lunula_tensor_get_int(lunula_runtime *runtime, const lunula_tensor *tensor, int64_t index, int64_t *out);
typedef struct lunula_print_options {
    int precision;  /* digits after the point at most */
    int threshold;  /* more elements than this are summarised */
    int edge_items; /* items at each end of a summarised axis */
    int line_width;
} lunula_print_options;
/* The tensor as NumPy prints it, framed: "tensor([-0.,  1.], shape=(2,), dtype=float32)". NULL options: 8, 1000, 3, 75. The text is freed
 * with lunula_string_free. */
LUNULA_API lunula_status lunula_tensor_format(lunula_runtime *runtime, const lunula_tensor *tensor,
                                              const lunula_print_options *options, char **out);
/* A copy of `length` bytes, with a zero byte behind them, that lunula_string_free frees. */
LUNULA_API lunula_status lunula_string_new(lunula_runtime *runtime, const char *text, size_t length, char **out);
/* Frees text or bytes that a function of this header returned. */
LUNULA_API void lunula_string_free(lunula_runtime *runtime, char *text);

/* Ops -------------------------------------------------------------------------------------------------------------- */

typedef enum lunula_kind {
    LUNULA_NONE,
    LUNULA_TENSOR,
    LUNULA_TENSORS,
    LUNULA_INT,
    LUNULA_FLOAT,
    LUNULA_BOOLEAN,
    LUNULA_STRING,
    LUNULA_DTYPE,
    LUNULA_INTS,
    LUNULA_OBJECT /* host part: a Lua value that is none of these */
} lunula_kind;

typedef struct lunula_object lunula_object;

typedef struct lunula_arg {
    lunula_kind kind;
    int count; /* of LUNULA_TENSORS and LUNULA_INTS; of a LUNULA_STRING that Lua gives, its length in bytes */
    union {
        lunula_tensor *tensor;
        lunula_tensor *const *tensors;
        int64_t i;
        double f;
        bool b;
        const char *string;
        lunula_dtype dtype;
        const int64_t *ints;
        lunula_object *object;
    } as;
} lunula_arg;

/* What a parameter accepts. */
typedef enum lunula_param_kind {
    LUNULA_PARAM_TENSOR,
    LUNULA_PARAM_TENSORS,
    LUNULA_PARAM_INT,
    LUNULA_PARAM_FLOAT,
    LUNULA_PARAM_BOOL,
    LUNULA_PARAM_STRING,
    LUNULA_PARAM_DTYPE,
    LUNULA_PARAM_AXIS,  /* an int */
    LUNULA_PARAM_AXES,  /* an int or ints */
    LUNULA_PARAM_SHAPE, /* ints or an int */
    LUNULA_PARAM_INTS,
    LUNULA_PARAM_ANY
} lunula_param_kind;

typedef struct lunula_param {
    const char *name;
    lunula_param_kind kind;
    const char *kind_name;
    bool required;
    const char *default_text; /* as written in the signature */
    const lunula_arg *fallback;
} lunula_param;

/* A parsed signature ("x, axis:axes=nil, keepdims:bool=false"), for functions that are not ops. */
typedef struct lunula_signature lunula_signature;
/* Parses the signature of the function called `owner` (for messages). */
LUNULA_API lunula_status lunula_signature_create(lunula_runtime *runtime, const char *owner, const char *text,
                                                 lunula_signature **out);
/* Frees a signature and what lunula_signature_param gave of it. Accepts NULL. */
LUNULA_API void lunula_signature_free(lunula_runtime *runtime, lunula_signature *signature);
/* The number of parameters. */
LUNULA_API int lunula_signature_count(const lunula_signature *signature);
/* Parameter `index`, from 0; its texts live as long as the signature. */
LUNULA_API void lunula_signature_param(const lunula_signature *signature, int index, lunula_param *out);

/* Ops in table order, the host's own last; NULL past the end. */
LUNULA_API const lunula_op *lunula_op_at(lunula_runtime *runtime, int index);
/* The op of a name, the host's own among them; NULL where there is none. Ops live as long as the runtime. */
LUNULA_API const lunula_op *lunula_op_find(lunula_runtime *runtime, const char *name);
/* "matmul". */
LUNULA_API const char *lunula_op_name(const lunula_op *op);
/* "x, axis:axes=nil, keepdims:bool=false". */
LUNULA_API const char *lunula_op_signature_text(const lunula_op *op);
/* What help shows of it. */
LUNULA_API const char *lunula_op_doc(const lunula_op *op);
/* Arguments for tests, as a Lua expression list. */
LUNULA_API const char *lunula_op_sample(const lunula_op *op);
/* Whether it is a part of others and not shown in keras.ops. */
LUNULA_API bool lunula_op_is_internal(const lunula_op *op);
/* Whether anything depends on its inputs in a way that can be differentiated. */
LUNULA_API bool lunula_op_has_gradient(const lunula_op *op);
/* Its parameters. */
LUNULA_API const lunula_signature *lunula_op_signature(const lunula_op *op);
/* Runs an op on one argument per parameter; `outs` receives up to LUNULA_MAX_OUTPUTS tensors. NULL for the op is an
 * error, and an argument of a kind that its parameter doesn't take; LUNULA_NONE stands for None, where that is the default, and as an axis. */
LUNULA_API lunula_status lunula_call(lunula_runtime *runtime, const lunula_op *op, const lunula_arg *args, int count,
                                     lunula_tensor **outs, int *out_count);

/* Ops of the host's ------------------------------------------------------------------------------------------------- */

typedef struct lunula_op_call lunula_op_call;         /* one call, as inference and kernel see it */
typedef struct lunula_op_gradient lunula_op_gradient; /* one call, as its gradient sees it */

typedef struct lunula_op_definition {
    const char *name;      /* in snake case, not taken */
    const char *signature; /* "x, scale:float=1.0" */
    const char *doc;       /* what help shows; may be NULL */
    const char *sample;    /* arguments for tests; may be NULL */
    /* Declares each output (lunula_op_declare) from dtypes and shapes alone: tensors may be symbols, with unknown dimensions. */
    lunula_status (*infer)(lunula_runtime *runtime, lunula_op_call *call, void *user);
    /* Fills the outputs' elements (lunula_op_result). Tensors among the arguments have values, in C order. */
    lunula_status (*kernel)(lunula_runtime *runtime, lunula_op_call *call, void *user);
    /* Gives the gradient by each tensor, computed with lunula_call; NULL: it is zero everywhere. */
    lunula_status (*gradient)(lunula_runtime *runtime, lunula_op_gradient *gradient, void *user);
    void *user;
    bool random; /* the results are no function of the arguments alone: calls are not merged */
} lunula_op_definition;

/* Makes an op that works wherever others do: by name, under tapes, in compiled functions. The definition is copied; the op lives as long as
 * the runtime. Its functions run on the runtime's thread; on an error they leave a message with lunula_set_message. `out` may be NULL. */
LUNULA_API lunula_status lunula_op_register(lunula_runtime *runtime, const lunula_op_definition *definition,
                                            const lunula_op **out);
/* Argument `index` of the signature, borrowed; NULL past the end. */
LUNULA_API const lunula_arg *lunula_op_arg(const lunula_op_call *call, int index);
/* For inference: the next output. */
LUNULA_API lunula_status lunula_op_declare(lunula_op_call *call, lunula_dtype dtype, int rank, const int64_t *shape);
/* For kernels: the memory of an output, in C order, as declared. */
LUNULA_API void *lunula_op_result(const lunula_op_call *call, int output);
/* For gradients: argument `index`. It and what the next two give is borrowed. */
LUNULA_API const lunula_arg *lunula_gradient_arg(const lunula_op_gradient *gradient, int index);
/* An output of the call. */
LUNULA_API lunula_tensor *lunula_gradient_result(const lunula_op_gradient *gradient, int output);
/* The gradient by an output; NULL where nothing depends on it. */
LUNULA_API lunula_tensor *lunula_gradient_given(const lunula_op_gradient *gradient, int output);
/* Whether the gradient by tensor number `input` (from 0, among the tensors of all arguments) is wanted. */
LUNULA_API bool lunula_gradient_is_needed(const lunula_op_gradient *gradient, int input);
/* Gives the gradient by tensor number `input`, of its shape, once. The tensor stays the caller's to release. */
LUNULA_API lunula_status lunula_gradient_set(lunula_op_gradient *gradient, int input, lunula_tensor *tensor);

/* Gradients -------------------------------------------------------------------------------------------------------- */

/* Starts recording every op of this runtime that depends on a watched tensor. Tapes nest; the innermost is stopped first. */
LUNULA_API lunula_status lunula_tape_start(lunula_runtime *runtime, lunula_tape **out);
/* From here on what depends on `tensor` is recorded. */
LUNULA_API lunula_status lunula_tape_watch(lunula_runtime *runtime, lunula_tape *tape, lunula_tensor *tensor);
/* Ends the recording, of tapes started within it too; what is recorded stays for lunula_tape_gradient. */
LUNULA_API void lunula_tape_stop(lunula_runtime *runtime, lunula_tape *tape);
/* Whether it records. */
LUNULA_API bool lunula_tape_is_active(const lunula_tape *tape);
/* The gradient of `target` (summed over its elements, or weighted by `seed` of its shape when given) by each source; outs[i] is NULL where
 * target doesn't depend on the source. The gradient's own ops are recorded by the tapes still running. */
LUNULA_API lunula_status lunula_tape_gradient(lunula_runtime *runtime, lunula_tape *tape, lunula_tensor *target,
                                              lunula_tensor *seed, lunula_tensor *const *sources, int count,
                                              lunula_tensor **outs);
/* Stops and frees a tape. Accepts NULL. */
LUNULA_API void lunula_tape_free(lunula_runtime *runtime, lunula_tape *tape);

/* Compiled functions ----------------------------------------------------------------------------------------------- */

/* A trace records every op on its symbols; a graph made from it runs them fused, planned, without asking anybody. Variables read while
 * tracing are read again by each run; variables assigned are assigned by each run, all together, when it succeeds. */
typedef struct lunula_trace lunula_trace;
typedef struct lunula_graph lunula_graph;
/* Traces do not nest, and none starts under a running tape. */
LUNULA_API lunula_status lunula_trace_start(lunula_runtime *runtime, lunula_trace **out);
/* The next argument: a symbol of this dtype and shape, every dimension known. Owned by the caller. */
LUNULA_API lunula_status lunula_trace_input(lunula_runtime *runtime, lunula_trace *trace, lunula_dtype dtype, int rank,
                                            const int64_t *shape, lunula_tensor **out);
/* Stops recording and compiles: `results` are symbols of the trace or concrete tensors. */
LUNULA_API lunula_status lunula_trace_compile(lunula_runtime *runtime, lunula_trace *trace, lunula_tensor *const *results,
                                              int count, lunula_graph **out);
/* Stops and frees a trace; graphs made of it stay. Accepts NULL. */
LUNULA_API void lunula_trace_free(lunula_runtime *runtime, lunula_trace *trace);
/* Whether a trace is being recorded. */
LUNULA_API bool lunula_is_tracing(const lunula_runtime *runtime);
/* How many assignments the active trace has recorded; 0 without one. */
LUNULA_API int64_t lunula_traced_assignments(const lunula_runtime *runtime);
/* Whether ops are being recorded, by a trace or a tape. */
LUNULA_API bool lunula_is_recording(const lunula_runtime *runtime);
/* What was being recorded. */
typedef struct lunula_suspended {
    void *trace, *recorder;
} lunula_suspended;
/* From here to lunula_resume_recording, ops run and variables change as if nothing were recorded. */
LUNULA_API lunula_suspended lunula_suspend_recording(lunula_runtime *runtime);
/* Goes on with what was suspended. */
LUNULA_API void lunula_resume_recording(lunula_runtime *runtime, lunula_suspended suspended);
/* Ends every tape and trace and all that is held: for whom an error has torn out of the middle of such work. */
LUNULA_API void lunula_stop_recording(lunula_runtime *runtime);
/* While held, assigning to a variable changes nothing, whatever the value: so that code can run on symbols for the sake of their shapes.
 * Gives back what held before. */
LUNULA_API bool lunula_hold_assignments(lunula_runtime *runtime, bool hold);
/* Runs it on arguments of the traced dtypes and shapes; `results` receives tensors owned by the caller. On an error no variable
 * has changed. */
LUNULA_API lunula_status lunula_graph_run(lunula_runtime *runtime, lunula_graph *graph, lunula_tensor *const *arguments,
                                          int argument_count, lunula_tensor **results);
/* Runs a function without results `times` times on the same arguments, as training does: its state is in variables. */
LUNULA_API lunula_status lunula_graph_repeat(lunula_runtime *runtime, lunula_graph *graph, lunula_tensor *const *arguments,
                                             int argument_count, int64_t times);
/* A copy that belongs to `runtime`, perhaps another one than the graph's: so one compiled model serves many threads, each with a runtime and a
 * copy. Variables that it reads are constants of the copy, with the values they have; these are shared, not copied. A graph that
 * assigns to variables can't be copied. Several threads may copy one graph at once; meanwhile it must not run. */
LUNULA_API lunula_status lunula_graph_copy(lunula_runtime *runtime, const lunula_graph *graph, lunula_graph **out);
/* The number of arguments of a run. */
LUNULA_API int lunula_graph_arguments(const lunula_graph *graph);
/* The number of results of a run. */
LUNULA_API int lunula_graph_results(const lunula_graph *graph);
/* The steps in order, what each fuses, where each value lives; with times when it was timed. Freed with lunula_string_free. */
LUNULA_API lunula_status lunula_graph_dump(lunula_runtime *runtime, const lunula_graph *graph, char **out);
/* From here on each step of a run is timed, or no longer. */
LUNULA_API void lunula_graph_time(lunula_graph *graph, bool timed);
/* Gives back the memory that it keeps between runs, if that is more than `bytes`; the next run takes it again. */
LUNULA_API void lunula_graph_shed(lunula_graph *graph, size_t bytes);
/* Frees a graph; copies of it stay. Accepts NULL. */
LUNULA_API void lunula_graph_free(lunula_graph *graph);

/* Variables -------------------------------------------------------------------------------------------------------- */

/* A variable with this first value, one reference; not of a symbol (LUNULA_ERROR_SYMBOLIC). */
LUNULA_API lunula_status lunula_variable_create(lunula_runtime *runtime, lunula_tensor *value, lunula_variable **out);
/* One more reference; gives the variable back. */
LUNULA_API lunula_variable *lunula_variable_retain(lunula_variable *variable);
/* Gives a reference back; the last one frees it. Accepts NULL. */
LUNULA_API void lunula_variable_release(lunula_variable *variable);
/* The present value, borrowed: a symbol while a trace is recorded. */
LUNULA_API lunula_status lunula_variable_read(lunula_runtime *runtime, lunula_variable *variable, lunula_tensor **out);
/* Replaces the value; shape and dtype must be the variable's (the value is cast from another dtype). */
LUNULA_API lunula_status lunula_variable_assign(lunula_runtime *runtime, lunula_variable *variable, lunula_tensor *value);

/* Files ------------------------------------------------------------------------------------------------------------- */

/* Replaces a file at once: a crash leaves the old file or the new one, whole; an error the old one. */
LUNULA_API lunula_status lunula_write_file(lunula_runtime *runtime, const char *path, const void *bytes, size_t size);
/* Makes a folder and those above it where they are not there. */
LUNULA_API lunula_status lunula_make_folder(lunula_runtime *runtime, const char *path);
/* A whole regular file: uint8, one axis. */
LUNULA_API lunula_status lunula_read_file(lunula_runtime *runtime, const char *path, lunula_tensor **out);
/* NumPy's npy files. Saving replaces the file at once: on an error the old one stays. */
LUNULA_API lunula_status lunula_load_npy(lunula_runtime *runtime, const char *path, lunula_tensor **out);
/* Writes a tensor as an npy file; on an error the old file stays. */
LUNULA_API lunula_status lunula_save_npy(lunula_runtime *runtime, const char *path, const lunula_tensor *tensor);
/* NumPy's npz archives, stored or deflated. A name is a member's without ".npy"; NULL past the end. */
typedef struct lunula_npz lunula_npz;
/* Opens an archive and reads its names. */
LUNULA_API lunula_status lunula_npz_open(lunula_runtime *runtime, const char *path, lunula_npz **out);
/* The number of arrays. */
LUNULA_API int64_t lunula_npz_count(const lunula_npz *npz);
/* The name of array `index`, without ".npy"; NULL past the end. Valid until the archive is closed. */
LUNULA_API const char *lunula_npz_name(const lunula_npz *npz, int64_t index);
/* Reads array `index`. */
LUNULA_API lunula_status lunula_npz_load(lunula_runtime *runtime, lunula_npz *npz, int64_t index, lunula_tensor **out);
/* Closes an archive; tensors read from it stay. Accepts NULL. */
LUNULA_API void lunula_npz_close(lunula_runtime *runtime, lunula_npz *npz);
/* Writes `count` tensors in the order given, stored or deflated. */
LUNULA_API lunula_status lunula_npz_save(lunula_runtime *runtime, const char *path, const char *const *names,
                                         lunula_tensor *const *tensors, int count, bool compressed);

/* Zip archives in memory. */
typedef struct lunula_zip lunula_zip;
/* Opens the archive that `bytes` (uint8, one axis; kept alive) hold; `where` names their origin in messages. Refused: two members of one name, names
 * that lead outside a folder, links, encryption, other methods than stored and deflated, sizes that can't be. */
LUNULA_API lunula_status lunula_zip_open(lunula_runtime *runtime, const char *where, lunula_tensor *bytes, lunula_zip **out);
/* Closes an archive; what was read from it stays. Accepts NULL. */
LUNULA_API void lunula_zip_close(lunula_runtime *runtime, lunula_zip *zip);
/* The number of members. */
LUNULA_API int64_t lunula_zip_count(const lunula_zip *zip);
/* NULL past the end; valid until the archive is closed. */
LUNULA_API const char *lunula_zip_name(const lunula_zip *zip, int64_t index);
/* The bytes that a member says it has; `packed`, unless NULL, receives those that it takes. */
LUNULA_API uint64_t lunula_zip_size(const lunula_zip *zip, int64_t index, uint64_t *packed);
/* A member's bytes, their sum checked; one of more than `limit` bytes is refused (0: no limit). */
LUNULA_API lunula_status lunula_zip_read(lunula_runtime *runtime, lunula_zip *zip, int64_t index, uint64_t limit,
                                         lunula_tensor **out);
typedef struct lunula_zip_member {
    const char *name;
    const void *bytes;
    size_t size;
} lunula_zip_member;
/* The bytes of an archive of these members in this order, dated 1980-01-01. */
LUNULA_API lunula_status lunula_zip_format(lunula_runtime *runtime, const char *where, const lunula_zip_member *members,
                                           int count, bool deflated, lunula_tensor **out);

/* HDF5 files in memory: a tree of groups and datasets with attributes, as h5py and Keras write them. Broken structure, links that
 * aren't hard ones, and data in other files are refused when it is opened; see src/io/hdf5_read.c for what is read. */
typedef struct lunula_h5 lunula_h5;
/* A group, dataset or attribute of an open file; lives as long as the file. */
typedef struct lunula_h5_value lunula_h5_value;
typedef enum lunula_h5_kind {
    LUNULA_H5_GROUP,
    LUNULA_H5_NUMBERS, /* booleans too */
    LUNULA_H5_TEXT,
    LUNULA_H5_OTHER /* of a type that isn't read */
} lunula_h5_kind;
/* Opens the file that `bytes` (uint8, one axis; kept alive) hold; `where` names their origin in messages. */
LUNULA_API lunula_status lunula_h5_open(lunula_runtime *runtime, const char *where, lunula_tensor *bytes, lunula_h5 **out);
/* Closes a file, and with it the values and texts of it; tensors stay. Accepts NULL. */
LUNULA_API void lunula_h5_close(lunula_runtime *runtime, lunula_h5 *h5);
/* The number of objects, the root included. */
LUNULA_API int64_t lunula_h5_count(const lunula_h5 *h5);
/* The objects, sorted by path, a group before what it holds; the first is the root, whose path is "". NULL past the end. */
LUNULA_API const lunula_h5_value *lunula_h5_at(const lunula_h5 *h5, int64_t index);
/* The object of a path ("layers/dense/vars/0"); NULL when there is none. */
LUNULA_API const lunula_h5_value *lunula_h5_find(const lunula_h5 *h5, const char *path);
/* An object's attributes; NULL past the last. */
LUNULA_API const lunula_h5_value *lunula_h5_attribute(const lunula_h5_value *object, int64_t index);
/* An object's path, an attribute's name. */
LUNULA_API const char *lunula_h5_name(const lunula_h5_value *value);
/* What a value is. */
LUNULA_API lunula_h5_kind lunula_h5_kind_of(const lunula_h5_value *value);
/* Of numbers: the dtype in which they are read. */
LUNULA_API lunula_dtype lunula_h5_dtype(const lunula_h5_value *value);
/* Of numbers and texts: the number of axes. */
LUNULA_API int lunula_h5_rank(const lunula_h5_value *value);
/* Of numbers and texts: one dimension for each axis. */
LUNULA_API const int64_t *lunula_h5_shape(const lunula_h5_value *value);
/* The number of elements. */
LUNULA_API int64_t lunula_h5_size(const lunula_h5_value *value);
/* Numbers; a view of the file's bytes where these serve as they are. */
LUNULA_API lunula_status lunula_h5_read(lunula_runtime *runtime, lunula_h5 *h5, const lunula_h5_value *value,
                                        lunula_tensor **out);
/* Element `index` of texts, without padding; lives as long as the file. */
LUNULA_API lunula_status lunula_h5_text(lunula_runtime *runtime, lunula_h5 *h5, const lunula_h5_value *value, int64_t index,
                                        const char **text, size_t *length);
typedef struct lunula_h5_item {
    const char *path;            /* groups above it are made where they are not there */
    const lunula_tensor *tensor; /* NULL: a group */
    int attribute_count;
    const char *const *attributes; /* name, text, name, text ... */
} lunula_h5_item;
/* The bytes of a file of these items, as h5py writes it. */
LUNULA_API lunula_status lunula_h5_format(lunula_runtime *runtime, const char *where, const lunula_h5_item *items, int64_t count,
                                          lunula_tensor **out);

/* JSON -------------------------------------------------------------------------------------------------------------- */

/* A node of a JSON tree; the root owns all below it. Trees are at most 512 deep, texts at most 256 MiB. */
typedef struct lunula_json lunula_json;

typedef enum lunula_json_kind {
    LUNULA_JSON_NULL,
    LUNULA_JSON_BOOLEAN,
    LUNULA_JSON_INTEGER, /* fits an int64 */
    LUNULA_JSON_FLOAT,   /* has a point or an exponent, or is NaN, Infinity or -Infinity */
    LUNULA_JSON_NUMBER,  /* an integer beyond int64: only its text is exact */
    LUNULA_JSON_STRING,
    LUNULA_JSON_ARRAY,
    LUNULA_JSON_OBJECT
} lunula_json_kind;

typedef struct lunula_json_value {
    lunula_json_kind kind;
    bool boolean;
    int64_t integer;
    double number;      /* of all three kinds of numbers */
    const char *string; /* a string's bytes (UTF-8; \u0000 a zero byte, a lone surrogate its three bytes), or a number's text */
    size_t length;      /* of `string`; a zero byte follows */
} lunula_json_value;

/* Reads what Python's json.loads reads; an error names line and column. */
LUNULA_API lunula_status lunula_json_parse(lunula_runtime *runtime, const char *text, size_t size, lunula_json **out);
/* Accepts NULL. Only for roots. */
LUNULA_API void lunula_json_free(lunula_json *root);
/* What a node holds; pointers live as long as the tree. */
LUNULA_API void lunula_json_get(const lunula_json *node, lunula_json_value *out);
/* First child and next sibling, or NULL. */
LUNULA_API const lunula_json *lunula_json_child(const lunula_json *node);
/* The next sibling, or NULL. */
LUNULA_API const lunula_json *lunula_json_next(const lunula_json *node);
/* The key under which a node stands in its object, or NULL; `length` may be NULL. */
LUNULA_API const char *lunula_json_key(const lunula_json *node, size_t *length);
/* The last member of that key, or NULL. */
LUNULA_API const lunula_json *lunula_json_find(const lunula_json *object, const char *key);
/* Makes a root (NULL parent), or a node at the end of an array (NULL key) or of an object. Arrays and objects begin empty. */
LUNULA_API lunula_status lunula_json_add(lunula_runtime *runtime, lunula_json *parent, const char *key, size_t key_length,
                                         const lunula_json_value *value, lunula_json **out);
/* The text that Python's json.dumps writes; `indent` < 0: on one line; `length` may be NULL. Freed with lunula_string_free. */
LUNULA_API lunula_status lunula_json_write(lunula_runtime *runtime, const lunula_json *node, int indent, char **out,
                                           size_t *length);

/* Host part: Lua scripts in a C program -------------------------------------------------------------------------------- */

/* A Lua state with Lunula loaded, and a runtime of its own. It belongs to one thread at a time, as its runtime does. Calls that fail leave a
 * message in lunula_host_message. They run in the C locale, set for the thread that calls and for no longer than the call. */
typedef struct lunula_host lunula_host;

typedef enum lunula_level {
    LUNULA_TRUSTED, /* Lua with its standard libraries */
    LUNULA_RESTRICTED /* no files, processes, C modules, bytecode or debug library; budgets that scripts can't escape (docs/embedding.md) */
} lunula_level;

/* Figures of a training, at the end of an epoch or of a step. */
typedef struct lunula_progress {
    bool is_step;          /* else an epoch has ended */
    int64_t epoch, epochs; /* `epoch` counts from 0 */
    int64_t step, steps;   /* of this epoch, from 0; -1 where unknown */
    int count;             /* of figures: "loss", the metrics, "val_loss", ... */
    const char *const *names;
    const double *values;
} lunula_progress;

typedef struct lunula_host_options {
    lunula_options runtime; /* its allocator and its memory limit serve Lua too */
    lunula_level level;
    /* Limits of each call of the host's, 0: none; in a restricted host 0 means 10 seconds and 256 MiB (runtime.memory_limit). */
    uint64_t instruction_limit; /* of Lua; what C functions do is counted in the same measure */
    double time_limit;          /* seconds; kernels keep to it too */
    bool cancellable; /* lunula_cancel ends Lua's loops too, which then run more slowly; a restricted host is so anyway */
    /* Each with `user`, on the host's thread. */
    void (*print)(void *user, const char *text,
                  size_t length);              /* what print and io.write write; NULL: standard output, or (restricted) nowhere */
    void (*log)(void *user, const char *text); /* warnings; NULL: standard error after warn "@on", or (restricted) nowhere */
    bool (*progress)(void *user, const lunula_progress *at); /* told of every training; false ends it; NULL: none */
    bool progress_of_steps;                                  /* of each step too, which costs reading its figures */
    void *user;
} lunula_host_options;

/* NULL options: a trusted host with malloc and no limits. NULL when memory can't be had. A message is there already when the Lua half could not
 * be loaded. */
LUNULA_API lunula_host *lunula_host_create(const lunula_host_options *options);
/* Accepts NULL. Objects of the host that are left go with it; tensors may stay. */
LUNULA_API void lunula_host_free(lunula_host *host);
/* The message of the last error, with the Lua traceback; valid until the next call. */
LUNULA_API const char *lunula_host_message(const lunula_host *host);
/* Runs a script file ("-": standard input); argv[0 .. argc) become its arguments, argv[0] its name. */
LUNULA_API lunula_status lunula_host_run_file(lunula_host *host, const char *path, int argc, char **argv);
/* Runs a piece of Lua; `name` stands in messages. With `print`, values of an expression are printed as a prompt does. */
LUNULA_API lunula_status lunula_host_run_string(lunula_host *host, const char *text, const char *name, bool print);
/* Whether `text` is the beginning of a statement that wants more lines. */
LUNULA_API bool lunula_host_is_incomplete(lunula_host *host, const char *text);
/* The runtime of its tensors; the host's own, freed with it. lunula_cancel on it ends a running call, from any thread. */
LUNULA_API lunula_runtime *lunula_host_runtime(lunula_host *host);
/* The Lua state (a lua_State *), for hosts that speak Lua's own API. */
LUNULA_API void *lunula_host_state(lunula_host *host);

/* Values. A lunula_arg gives Lua: nothing (nil), a boolean, an integer, a float, a string, a dtype (its name), a tensor, a list of tensors or
 * of integers, or an object; all stay the caller's, and a string ends at its first zero byte. Lua gives back: nothing, a boolean, an integer, a
 * float, a string, a tensor or an object; a string has its length in `count`, zero bytes among them, and a zero behind; what a result holds is
 * the caller's until it is freed. Calls give at most `room` results and drop the others; `got` may be NULL when `room` is 0. */
LUNULA_API void lunula_results_free(lunula_host *host, lunula_arg *results, int count);
/* A model, a loss, a layer, a class, a table, a function: a Lua value behind a handle. Accepts NULL. */
LUNULA_API void lunula_object_free(lunula_object *object);
/* Runs a piece of Lua that gets `args` as `...` and gives back what it returns. */
LUNULA_API lunula_status lunula_host_evaluate(lunula_host *host, const char *text, const char *name, const lunula_arg *args,
                                              int count, lunula_arg *results, int room, int *got);
/* A value by its path: "model", "keras.losses.Huber"; `keras` is there without a global of that name. Nothing where there is none. */
LUNULA_API lunula_status lunula_host_get(lunula_host *host, const char *path, lunula_arg *out);
/* Makes a global of the scripts'. */
LUNULA_API lunula_status lunula_host_set(lunula_host *host, const char *name, const lunula_arg *value);
/* The model in a file, as keras.saving.load_model opens it: `.keras` and `.h5` files, of Keras's too. Nothing in the file can run code; custom classes
 * in it are those that are registered. */
LUNULA_API lunula_status lunula_host_load_model(lunula_host *host, const char *path, lunula_object **out);
/* The object of a config in JSON, as keras.saving.deserialize_keras_object makes it. */
LUNULA_API lunula_status lunula_host_from_config(lunula_host *host, const char *json, lunula_object **out);
/* An object's config in JSON, as keras.saving.serialize_keras_object gives it; freed with lunula_string_free (the host's runtime). */
LUNULA_API lunula_status lunula_object_config(lunula_object *object, char **json);
/* Calls a method, or the object itself when `method` is NULL. names[i] names argument i; `names` and each of them may be NULL for those that
 * go by their order, which come first: model:fit(x, y, { epochs = 5 }). */
LUNULA_API lunula_status lunula_object_call(lunula_object *object, const char *method, const lunula_arg *args,
                                            const char *const *names, int count, lunula_arg *results, int room, int *got);
/* A field by its name, or nothing where there is none; what it holds is the caller's. */
LUNULA_API lunula_status lunula_object_get(lunula_object *object, const char *key, lunula_arg *out);
/* Sets a field. */
LUNULA_API lunula_status lunula_object_set(lunula_object *object, const char *key, const lunula_arg *value);
/* What the object (a model, a layer, a function) computes of one tensor of this dtype and shape, in inference, with its weights as they are:
 * a graph that needs no Lua and that other runtimes may copy. */
LUNULA_API lunula_status lunula_object_compile(lunula_object *object, lunula_dtype dtype, int rank, const int64_t *shape,
                                               lunula_graph **out);

/* C functions in Lua. The arguments are borrowed. Of the results tensors and strings are taken over by Lua's copy: a tensor's reference passes to
 * Lua, strings and lists are copied, objects stay the function's. On an error it leaves a message with lunula_set_message (on the
 * host's runtime), which is raised as a Lua error. Meanwhile the function may call the host. */
typedef lunula_status (*lunula_function)(lunula_host *host, void *user, const lunula_arg *args, int count, lunula_arg *results,
                                         int room, int *got);
/* A function that scripts can call, as an object; `user` is handed to each call. */
LUNULA_API lunula_status lunula_host_function(lunula_host *host, lunula_function function, void *user, lunula_object **out);

typedef struct lunula_member {
    const char *name;
    lunula_function function; /* its first argument is the instance: an object, whose fields lunula_object_get reads */
} lunula_member;
typedef struct lunula_class_param {
    const char *name;
    bool required;
    lunula_arg fallback; /* the default, when it is not required */
} lunula_class_param;
typedef struct lunula_class_definition {
    const char *kind;    /* "Constraint", "Loss", "Layer", "Metric", ... */
    const char *name;    /* "Clip" */
    const char *package; /* registered for configs under package>name; NULL: not registered */
    const char *doc;     /* what help shows; may be NULL */
    const lunula_class_param *params;
    int param_count;
    const lunula_member *members; /* "call" and others, as in Lua */
    int member_count;
    void *user; /* given to each */
} lunula_class_definition;
/* Makes a class, which is a global of the scripts' under its name; `out` may be NULL. The definition is copied. */
LUNULA_API lunula_status lunula_host_class(lunula_host *host, const lunula_class_definition *definition, lunula_object **out);
/* lunula_op_register for the host's runtime; scripts find the op in keras.ops and among the methods of tensors. */
LUNULA_API lunula_status lunula_host_op(lunula_host *host, const lunula_op_definition *definition);

#ifdef __cplusplus
}
#endif
#endif
