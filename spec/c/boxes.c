/* Tensors' userdata in a host's Lua state, whose allocator releases the tensors. Prints "ok" or what failed. */
#include <lunula.h>
#include <stdio.h>
#include <stdlib.h>

#include <lauxlib.h>
#include <lua.h>

#define CHECK(condition)                                                                                                         \
    do {                                                                                                                         \
        if (!(condition)) {                                                                                                      \
            printf("line %d: %s: %s\n", __LINE__, #condition, lunula_host_message(host));                                        \
            return 1;                                                                                                            \
        }                                                                                                                        \
    } while (0)

static long bytes, asked; /* of the allocator: live ones; how often it was asked for a block */

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    void *fresh = NULL;
    (void)user;
    asked += new_size != 0;
    if (new_size == 0)
        free(block);
    else
        fresh = realloc(block, new_size);
    if (fresh != NULL || new_size == 0)
        bytes += (long)new_size - (block != NULL ? (long)old_size : 0);
    return fresh;
}

static int run(lunula_host *host, const char *script)
{
    return lunula_host_run_string(host, script, "=boxes", false) == LUNULA_OK;
}

static lunula_memory memory_of(lunula_host *host)
{
    lunula_memory memory;
    lunula_memory_info(lunula_host_runtime(host), &memory);
    return memory;
}

/* Many come and go in any order, and what held them is given back. */
static int many(lunula_host *host)
{
    lunula_memory before, after;
    CHECK(run(host, "collectgarbage() kept = {}"));
    before = memory_of(host);
    CHECK(run(host, "for i = 1, 20000 do kept[i] = keras.ops.ones { 2 } end collectgarbage()"));
    CHECK(memory_of(host).live_tensors - before.live_tensors == 20000);
    CHECK(
        run(host, "for i = 1, 20000 do local k = i * 7919 % 20000 + 1 if k % 4 > 0 then kept[k] = nil end end collectgarbage()"));
    CHECK(memory_of(host).live_tensors - before.live_tensors == 5000);
    CHECK(run(host, "for i = 4, 20000 do kept[i] = kept[i] or kept[i // 4 * 4][0] end collectgarbage()"));
    CHECK(run(host, "for i = 4, 20000 do assert(keras.ops.sum(kept[i]):item() == (i % 4 == 0 and 2 or 1)) end"));
    CHECK(run(host, "kept = nil collectgarbage()"));
    after = memory_of(host);
    CHECK(after.live_tensors == before.live_tensors && after.lent_bytes < before.lent_bytes + (128 << 10));
    return 0;
}

/* Userdata of the same size are left alone, whatever they hold. */
static int others(lunula_host *host)
{
    lua_State *L = lunula_host_state(host);
    int i, top = lua_gettop(L);
    luaL_checkstack(L, 8, NULL);
    lua_createtable(L, 1000, 0);
    for (i = 1; i <= 1000; i++) {
        size_t *held = lua_newuserdatauv(L, sizeof *held, 1);
        *held = (size_t)-i;
        lua_rawseti(L, -2, i);
    }
    CHECK(run(host, "local t = {} for i = 1, 1000 do t[i] = keras.ops.ones { 2 } end t = nil collectgarbage()"));
    for (i = 1; i <= 1000; i++) {
        lua_rawgeti(L, -1, i);
        CHECK(*(size_t *)lua_touserdata(L, -1) == (size_t)-i);
        lua_pop(L, 1);
    }
    lua_rawgeti(L, -1, 1);
    lua_setglobal(L, "other");
    CHECK(run(host, "assert(not keras.core.is_tensor(other) and not pcall(keras.ops.add, other, 1)) other = nil"));
    lua_settop(L, top);
    CHECK(run(host, "collectgarbage()"));
    return 0;
}

/* Lua's small blocks serve its next ones, until they are trimmed or the limit wants them. */
static int small(lunula_host *host)
{
    lunula_runtime *runtime = lunula_host_runtime(host);
    const char *script = "for i = 1, 100000 do local t = { i, function() return i end } end";
    lunula_memory memory;
    long before;
    CHECK(run(host, script));
    before = asked;
    CHECK(run(host, script));
    CHECK(asked - before < 100000 / 8); /* of four blocks a turn */
    CHECK(run(host, "collectgarbage() t = {} for i = 1, 1000 do t[i] = { i } end t = nil collectgarbage()"));
    memory = memory_of(host);
    CHECK(memory.cached_bytes > 50000);
    lunula_set_memory_limit(runtime, memory.live_bytes + memory.lent_bytes + memory.cached_bytes);
    CHECK(run(host, "t = ('x'):rep(40000) t = nil")); /* what is kept counts, and makes room */
    CHECK(memory_of(host).cached_bytes < 50000);
    lunula_set_memory_limit(runtime, 0);
    lunula_memory_trim(runtime);
    CHECK(memory_of(host).cached_bytes == 0);
    return 0;
}

static int released;

static void release(void *user, void *data)
{
    (void)user;
    (void)data;
    released++;
}

/* What a host wraps is released by the collection that finds it unreachable, by t:release() at once, by a finalizer that holds it behind
 * that, and by the end of the host. */
static int wrapped(lunula_host *host)
{
    static float data[2];
    static const char *const scripts[] = {
        "x = nil collectgarbage()",
        "x:release() x = nil collectgarbage()",
        "do local y <close> = x end x = nil",
        "setmetatable({ x }, { __gc = function(t) sum = keras.ops.sum(t[1]):item() end }) x = nil\n"
        "collectgarbage() assert(sum == 0) collectgarbage()",
        "weak = setmetatable({ x }, { __mode = 'v' }) x = nil collectgarbage() assert(#weak == 0)",
        "x = x[1]"
    };
    const int64_t shape[] = { 2 };
    int i;
    for (i = 0; i < 6; i++) {
        lunula_arg value;
        value.kind = LUNULA_TENSOR;
        CHECK(lunula_tensor_wrap(lunula_host_runtime(host), LUNULA_FLOAT32, 1, shape, data, release, NULL, &value.as.tensor) ==
              LUNULA_OK);
        CHECK(lunula_host_set(host, "x", &value) == LUNULA_OK);
        lunula_tensor_release(value.as.tensor);
        CHECK(released == i && run(host, scripts[i]) && released == (i < 5 ? i + 1 : 5));
    }
    return 0;
}

int main(void)
{
    lunula_host_options options = { 0 };
    lunula_host *host;
    options.runtime.alloc = allocate;
    options.runtime.threads = 1;
    host = lunula_host_create(&options);
    if (host == NULL || !run(host, "keras = require 'lunula' keras.core = require 'lunula.core'") || many(host) != 0 ||
        others(host) != 0 || small(host) != 0 || wrapped(host) != 0)
        return 1;
    lunula_host_free(host);
    if (released != 6 || bytes != 0) {
        printf("%d released, %ld bytes lost\n", released, bytes);
        return 1;
    }
    puts("ok");
    return 0;
}
