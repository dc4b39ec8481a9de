/** The emulated VGA adapter, its scan-out to shared memory, and the console view that draws it. */
module org.vitrine.display {
    requires org.vitrine.engine;
    requires static javafx.graphics;
    requires static org.jspecify;

    exports org.vitrine.display.console to
            org.vitrine.app;
    exports org.vitrine.display.link;

    provides org.vitrine.engine.device.DeviceFactory with
            org.vitrine.display.adapter.VgaFactory;
}
