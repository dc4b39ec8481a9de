/** USB: host controllers and pass-through. Empty until the engine's device contract carries it. */
module org.vitrine.usb {
    requires org.vitrine.engine;
}
