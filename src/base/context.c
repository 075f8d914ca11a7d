/* The context: error messages and the cancel flag. Knows nothing of tensors, ops or Lua. */
#include "base/context.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

ln_status ln_check_cancel(ln_context *ctx)
{
    if (atomic_load_explicit(&ctx->cancel, memory_order_relaxed) == LN_CANCEL_ASKED)
        return ln_error(ctx, LN_ERROR_CANCELLED, "cancelled");
    return LN_OK;
}
