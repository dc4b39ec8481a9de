/**
 * The virtual machine monitor. The application sees {@code config}, {@code image} and {@code qmp};
 * device models in other modules see the device contract and the floors below it.
 */
module org.vitrine.engine {
    requires com.sun.jna;
    requires transitive com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires java.logging;
    requires jdk.unsupported;
    requires static org.jspecify;

    exports org.vitrine.engine.config;
    exports org.vitrine.engine.image;
    exports org.vitrine.engine.image.block;
    exports org.vitrine.engine.image.chain;
    exports org.vitrine.engine.image.qcow2;
    exports org.vitrine.engine.image.raw;
    exports org.vitrine.engine.image.work;
    exports org.vitrine.engine.qmp;
    exports org.vitrine.engine.linux to
            org.vitrine.display,
            org.vitrine.usb,
            org.vitrine.testbed;
    exports org.vitrine.engine.memory to
            org.vitrine.display,
            org.vitrine.usb,
            org.vitrine.testbed;
    exports org.vitrine.engine.bus to
            org.vitrine.display,
            org.vitrine.usb,
            org.vitrine.testbed;
    exports org.vitrine.engine.device to
            org.vitrine.display,
            org.vitrine.usb,
            org.vitrine.testbed;
    exports org.vitrine.engine.pci to
            org.vitrine.display,
            org.vitrine.usb,
            org.vitrine.testbed;

    opens org.vitrine.engine.config to
            com.fasterxml.jackson.databind;

    uses org.vitrine.engine.device.DeviceFactory;
}
