/**
 * Below the floors: JSON text to trees and back, bounded, on Jackson's streaming parser alone. Data binding would cost
 * the VM process a good part of its start.
 */
package org.vitrine.engine.json;
