package org.vitrine.engine.device;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vitrine.engine.bus.RegisterBlock;

/** The harness itself: it passes a sound device and finds each kind of fault. */
class DeviceRoundTripTest {
    private enum Fault {
        NONE,
        FORGETS_A_REGISTER,
        FORGETS_ITS_TIMER,
        FORGETS_ITS_PIN,
        IGNORES_UNKNOWN_FIELDS,
        TRUSTS_ITS_STATE,
        SURVIVES_RESET
    }

    /** A counter of expiries at port 1, its period in ms at port 0; each expiry toggles GSI 5; port 2 is written to RAM. */
    private static final class Toy implements Device, RegisterBlock {
        private static final int[] SCALE = new int[256];
        private final TestHost host;
        private final Fault fault;
        private final InterruptPin pin;
        private final VmClock.Timer timer;
        private int period;
        private int count;
        private long deadline;

        Toy(TestHost host, Fault fault) {
            this.host = host;
            this.fault = fault;
            pin = host.gsi(5);
            timer = host.clock().timer("toy", this::expire);
            host.ports().map(0x10, 3, this);
        }

        private void expire() {
            count = count + 1 & 0xff;
            pin.set((count & 1) != 0);
            arm();
        }

        private void arm() {
            deadline = period == 0 ? 0 : host.clock().nanos() + period * 1_000_000L;
            rearm();
        }

        private void rearm() {
            if (deadline == 0) {
                timer.cancel();
            } else {
                timer.arm(deadline);
            }
        }

        @Override
        public long read(long offset, int size) {
            return offset == 0 ? period : offset == 1 ? count + SCALE[count] : 0xffff_ffffL;
        }

        @Override
        public void write(long offset, int size, long value) {
            if (offset == 0) {
                period = (int) value & 0xf;
                arm();
            } else if (offset == 2) {
                host.memory().writeByte(0x100 + count, (int) value);
            }
        }

        @Override
        public String id() {
            return "toy";
        }

        @Override
        public void reset() {
            period = 0;
            deadline = 0;
            timer.cancel();
            if (fault != Fault.SURVIVES_RESET) {
                count = 0;
            }
            pin.lower();
        }

        @Override
        public void save(StateWriter out) {
            out.begin("toy", 1);
            out.put("count", count);
            out.put("deadline", deadline);
            if (fault != Fault.FORGETS_A_REGISTER) {
                out.put("period", period);
            }
        }

        @Override
        public void load(StateReader in) throws StateException {
            in.begin("toy", 1);
            count = fault == Fault.TRUSTS_ITS_STATE ? in.getInt("count") : in.getInt("count", 0, 255);
            deadline = in.getLong("deadline", 0, Long.MAX_VALUE);
            if (fault != Fault.FORGETS_A_REGISTER) {
                period = in.getInt("period", 0, 15);
            }
            if (fault != Fault.IGNORES_UNKNOWN_FIELDS) {
                in.end();
            }
            if (fault != Fault.FORGETS_ITS_TIMER) {
                rearm();
            }
            if (fault != Fault.FORGETS_ITS_PIN) {
                pin.set((count & 1) != 0);
            }
        }
    }

    private static DeviceRoundTrip<Toy> roundTrip(Fault fault) {
        return DeviceRoundTrip.of(host -> new Toy(host, fault)).ports(0x10, 3).prepare((toy, host) -> {
            host.out(0x10, 3);
            host.clock().advance(10_000_000);
        });
    }

    private static void finds(Fault fault, String message) {
        assertThatThrownBy(() -> roundTrip(fault).verify()).hasMessageContaining(message);
    }

    @Test
    void a_sound_device_passes() {
        assertThatCode(() -> roundTrip(Fault.NONE).verify()).doesNotThrowAnyException();
    }

    @Test
    void a_register_left_as_at_power_on_is_found() {
        assertThatThrownBy(() -> DeviceRoundTrip.of(host -> new Toy(host, Fault.NONE))
                        .prepare((toy, host) -> host.out(0x10, 3))
                        .verify())
                .hasMessageContaining("count");
    }

    @Test
    void several_preparations_share_the_registers() {
        assertThatCode(() -> DeviceRoundTrip.of(host -> new Toy(host, Fault.NONE))
                        .ports(0x10, 3)
                        .prepare((toy, host) -> host.out(0x10, 3))
                        .prepare((toy, host) -> {
                            host.out(0x10, 1);
                            host.clock().advance(1_000_000);
                            host.out(0x10, 0);
                        })
                        .verify())
                .doesNotThrowAnyException();
    }

    @Test
    void a_register_that_is_not_saved_is_found() {
        finds(Fault.FORGETS_A_REGISTER, "of the copy");
    }

    @Test
    void a_timer_that_is_not_armed_again_is_found() {
        finds(Fault.FORGETS_ITS_TIMER, "of the copy");
    }

    @Test
    void a_pin_that_is_not_driven_again_is_found() {
        finds(Fault.FORGETS_ITS_PIN, "level of GSI 5");
    }

    @Test
    void an_unknown_field_that_is_taken_is_found() {
        finds(Fault.IGNORES_UNKNOWN_FIELDS, "an unknown field");
    }

    @Test
    void a_state_that_makes_the_device_throw_is_found() {
        assertThatThrownBy(() -> roundTrip(Fault.TRUSTS_ITS_STATE).verify())
                .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void a_register_that_survives_a_reset_is_found() {
        finds(Fault.SURVIVES_RESET, "does not bring back");
    }
}
