/* The context: error messages and the cancel flag. Knows nothing of tensors, ops or Lua. */
#include "base/context.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/parallel.h"

void ln_context_init(ln_context *ctx, ln_memory *memory)
{
    memset(ctx, 0, sizeof *ctx);
    ctx->memory = memory;
    ln_memory_retain(memory);
    ctx->epsilon = 1e-7;
    atomic_init(&ctx->cancel, 0);
}

void ln_context_free(ln_context *ctx)
{
    ln_pool_free(ctx);
    ln_memory_release(ctx->memory);
    ctx->memory = NULL;
}

ln_status ln_error(ln_context *ctx, ln_status status, const char *format, ...)
{
    char text[LN_MESSAGE_SIZE]; /* the arguments may point into ctx->message */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    memcpy(ctx->message, text, sizeof text);
    ctx->status = status;
    return status;
}

bool ln_must_stop(ln_context *ctx)
{
    int cancel = atomic_load_explicit(&ctx->cancel, memory_order_relaxed);
    if (cancel == 0 && ctx->deadline != 0 && ln_now() >= ctx->deadline)
        cancel = atomic_fetch_or(&ctx->cancel, LN_CANCEL_LATE) | LN_CANCEL_LATE;
    return (cancel & (LN_CANCEL_ASKED | LN_CANCEL_LATE)) != 0 && (cancel & LN_CANCEL_HELD) == 0;
}

ln_status ln_check_cancel(ln_context *ctx)
{
    if (!ln_must_stop(ctx))
        return LN_OK;
    if ((atomic_load_explicit(&ctx->cancel, memory_order_relaxed) & LN_CANCEL_ASKED) != 0)
        return ln_error(ctx, LN_ERROR_CANCELLED, "cancelled");
    return ln_error(ctx, LN_ERROR_LIMIT, "the time limit is over");
}

int64_t ln_now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

void ln_set_time_limit(ln_context *ctx, double seconds)
{
    const double most = 1e9; /* more than thirty years */
    atomic_fetch_and(&ctx->cancel, ~LN_CANCEL_LATE);
    ctx->deadline = seconds > 0 ? ln_now() + (int64_t)((seconds < most ? seconds : most) * 1e9) : 0;
}

ln_status ln_check_files(ln_context *ctx, const char *path)
{
    if (ctx->no_files)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "'%.200s': this runtime has no files", path);
    return LN_OK;
}
