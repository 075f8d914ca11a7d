/* The context that every call takes: memory, the error message, the cancel flag, threads.
 * Lives at the bottom: knows nothing of tensors, ops or Lua. */
#ifndef LN_BASE_CONTEXT_H
#define LN_BASE_CONTEXT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a function returns. Anything but LN_OK has left one message in the context. */
typedef enum ln_status {
    LN_OK = 0,
    LN_ERROR_ARGUMENT,  /* a wrong shape, dtype, axis, name or value */
    LN_ERROR_MEMORY,    /* the allocator or the memory limit said no */
    LN_ERROR_CANCELLED, /* the cancel flag was seen */
    LN_ERROR_SYMBOLIC,  /* a value was asked of a tensor that has none */
    LN_ERROR_IO,        /* a file could not be opened, read or written */
    LN_ERROR_FORMAT,    /* bytes that are not what they should be */
    LN_ERROR_INTERNAL,  /* a broken invariant: a defect of Lunula's own */
    LN_ERROR_SCRIPT,    /* of lualib and host alone */
    LN_ERROR_LIMIT      /* the time limit is over */
} ln_status;

/* Like lua_Alloc: frees when `new_size` is 0, else (re)allocates; NULL says no. */
typedef void *(*ln_alloc_fn)(void *user, void *pointer, size_t old_size, size_t new_size);

typedef struct ln_memory ln_memory;     /* memory.h */
typedef struct ln_pool ln_pool;         /* parallel.h */
typedef struct ln_recorder ln_recorder; /* op/op.h: who is told of each op that runs */

/* The host's own threads: calls work(job) at least once and on at most `threads` threads at the same time, and returns when
 * every call has returned. */
typedef void (*ln_parallel_fn)(void *user, int threads, void (*work)(void *job), void *job);

enum { LN_MESSAGE_SIZE = 1024 };

typedef struct ln_context {
    ln_memory *memory;
    ln_pool *pool;                /* created at the first parallel call; NULL while there is none */
    int threads;                  /* wanted number of threads, the caller's included; 0: one per core */
    ln_parallel_fn host_parallel; /* instead of a pool; or NULL */
    void *host_parallel_user;
    int floatx;             /* the default float dtype, an ln_dtype; base does not interpret it */
    double epsilon;         /* Keras's fuzz factor, 1e-7 */
    ln_recorder *recorder;  /* innermost active recorder, or NULL */
    struct ln_trace *trace; /* graph/trace.h: the active trace, or NULL */
    bool no_files;          /* files are not read, written or looked for */
    bool held;              /* assigning to a variable changes nothing: code runs on symbols for their shapes alone */
    atomic_int cancel;      /* LN_CANCEL_ bits, set from any thread; polled between blocks of work */
    int64_t deadline;       /* when LN_CANCEL_LATE is set, in nanoseconds of CLOCK_MONOTONIC; 0: never */
    ln_status status;
    char message[LN_MESSAGE_SIZE];
} ln_context;

/* Prepares a context on `memory`, of which it takes a reference. */
void ln_context_init(ln_context *ctx, ln_memory *memory);
/* Releases what the context holds: its threads and its reference to the memory. */
void ln_context_free(ln_context *ctx);

/* Records the message (cut at LN_MESSAGE_SIZE - 1 bytes) and returns `status`. */
ln_status ln_error(ln_context *ctx, ln_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Work stops when that is asked for or its time is over, and nothing holds it back: work that must not stop halfway sets LN_CANCEL_HELD
 * meanwhile. */
enum { LN_CANCEL_ASKED = 1, LN_CANCEL_HELD = 2, LN_CANCEL_LATE = 4 };

/* Whether work must stop; looks at the clock where there is a deadline. From any thread that works for the context. */
bool ln_must_stop(ln_context *ctx);
/* LN_ERROR_CANCELLED or LN_ERROR_LIMIT when work must stop, else LN_OK. */
ln_status ln_check_cancel(ln_context *ctx);
/* The clock of deadlines, in nanoseconds. */
int64_t ln_now(void);
/* Calls end with LN_ERROR_LIMIT that work at a time later than `seconds` from here; 0 or less: no limit. */
void ln_set_time_limit(ln_context *ctx, double seconds);
/* LN_ERROR_ARGUMENT for what reads, writes or looks for the file at `path` where files are off, else LN_OK. */
ln_status ln_check_files(ln_context *ctx, const char *path);

#define LN_TRY(call)                                                                                                             \
    do {                                                                                                                         \
        ln_status ln_try_status_ = (call);                                                                                       \
        if (ln_try_status_ != LN_OK)                                                                                             \
            return ln_try_status_;                                                                                               \
    } while (0)

#endif
