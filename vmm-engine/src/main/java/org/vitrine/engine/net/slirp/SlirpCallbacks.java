package org.vitrine.engine.net.slirp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What the library calls ({@code struct SlirpCb}), as upcalls: frames come this way. An exception must not reach the C code, so each is caught here.
 */
final class SlirpCallbacks {
    /** What is behind the callbacks; only the library's thread. */
    interface Owner {
        void frameToGuest(MemorySegment frame);

        SlirpTimers timers();

        /** @return an index for {@link #events} */
        int poll(int descriptor, int events);

        int events(int index);
    }

    private static final Logger LOG = System.getLogger(SlirpCallbacks.class.getName());
    private static final Class<?> LONG = long.class;
    private static final Class<?> INT = int.class;
    private static final int POINTERS = 11;
    /** A guest's mistakes are worth a few lines, not a full disk. */
    private static final int MOST_COMPLAINTS = 5;

    private static final int MAX_MESSAGE = 200;

    private final Owner owner;
    private final MemorySegment table;
    private final MemorySegment addPoll;
    private final MemorySegment getEvents;
    private int complaints;

    /** @param arena lives as long as the library's instance */
    SlirpCallbacks(Arena arena, Owner owner) {
        this.owner = owner;
        table = arena.allocate((long) POINTERS * Long.BYTES, Long.BYTES);
        put(arena, 0, "sendPacket", LONG, LONG, LONG, LONG);
        put(arena, 1, "guestError", void.class, LONG, LONG);
        put(arena, 2, "clock", LONG, LONG);
        put(arena, 3, "newTimer", LONG, LONG, LONG, LONG);
        put(arena, 4, "freeTimer", void.class, LONG, LONG);
        put(arena, 5, "armTimer", void.class, LONG, LONG, LONG);
        put(arena, 6, "ignoreDescriptor", void.class, INT, LONG);
        put(arena, 7, "ignoreDescriptor", void.class, INT, LONG);
        put(arena, 8, "ignoreNotice", void.class, LONG);
        addPoll = stub(arena, "addPoll", INT, INT, INT, LONG);
        getEvents = stub(arena, "getEvents", INT, INT, LONG);
    }

    private void put(Arena arena, int index, String method, Class<?> result, Class<?>... parameters) {
        table.setAtIndex(
                ValueLayout.JAVA_LONG,
                index,
                stub(arena, method, result, parameters).address());
    }

    private MemorySegment stub(Arena arena, String method, Class<?> result, Class<?>... parameters) {
        try {
            MethodType type = MethodType.methodType(result, parameters);
            MethodHandle handle = MethodHandles.lookup().bind(this, method, type);
            ValueLayout[] layouts = new ValueLayout[parameters.length];
            for (int i = 0; i < layouts.length; i++) {
                layouts[i] = layout(parameters[i]);
            }
            FunctionDescriptor descriptor = result == void.class
                    ? FunctionDescriptor.ofVoid(layouts)
                    : FunctionDescriptor.of(layout(result), layouts);
            return Linker.nativeLinker().upcallStub(handle, descriptor, arena);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method, e);
        }
    }

    private static ValueLayout layout(Class<?> type) {
        return type == LONG ? ValueLayout.JAVA_LONG : ValueLayout.JAVA_INT;
    }

    /** Address of the {@code struct SlirpCb}. */
    long table() {
        return table.address();
    }

    /** Address of a {@code SlirpAddPollCb}. */
    long addPollAddress() {
        return addPoll.address();
    }

    /** Address of a {@code SlirpGetREventsCb}. */
    long getEventsAddress() {
        return getEvents.address();
    }

    long sendPacket(long packet, long length, long opaque) {
        try {
            owner.frameToGuest(MemorySegment.ofAddress(packet).reinterpret(length));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A frame for the guest was lost", e);
        }
        return length;
    }

    void guestError(long message, long opaque) {
        if (complaints < MOST_COMPLAINTS) {
            complaints++;
            String text;
            try {
                text = MemorySegment.ofAddress(message).reinterpret(MAX_MESSAGE).getString(0);
            } catch (RuntimeException e) {
                text = "a long message";
            }
            LOG.log(Level.DEBUG, "The guest sends what makes no sense to libslirp: {0}", text);
        }
    }

    long clock(long opaque) {
        return System.nanoTime();
    }

    long newTimer(long callback, long callbackOpaque, long opaque) {
        return owner.timers().make(callback, callbackOpaque);
    }

    void freeTimer(long timer, long opaque) {
        owner.timers().free(timer);
    }

    void armTimer(long timer, long deadlineMillis, long opaque) {
        owner.timers().arm(timer, deadlineMillis);
    }

    /** Which descriptors there are, each round asks anew. */
    void ignoreDescriptor(int descriptor, long opaque) {}

    /** It comes from the thread that is about to look anyway. */
    void ignoreNotice(long opaque) {}

    int addPoll(int descriptor, int events, long opaque) {
        try {
            return owner.poll(descriptor, events);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A socket was not waited for", e);
            return -1;
        }
    }

    int getEvents(int index, long opaque) {
        return owner.events(index);
    }
}
