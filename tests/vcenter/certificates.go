package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// certificates has the self-signed certificate of the vCenter, which a test may replace.
type certificates struct {
	sync.Mutex
	file    string // where it is kept; "": nowhere
	current tls.Certificate
}

func newCertificates(file string) (*certificates, error) {
	c := &certificates{file: file}
	if file != "" {
		if kept, err := tls.LoadX509KeyPair(file, file); err == nil {
			c.current = kept
			return c, nil
		}
	}
	return c, c.renew()
}

func (c *certificates) renew() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: "vcenter.test"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(5, 0, 0),
		DNSNames:     []string{"vcenter.test", "localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	text := append(
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private})...)
	if c.file != "" {
		if err := os.WriteFile(c.file, text, 0o600); err != nil {
			return err
		}
	}
	made, err := tls.X509KeyPair(text, text)
	c.Lock()
	defer c.Unlock()
	c.current = made
	return err
}

// config serves whatever is the certificate at the time of a handshake.
func (c *certificates) config() *tls.Config {
	return &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		c.Lock()
		defer c.Unlock()
		return &tls.Config{Certificates: []tls.Certificate{c.current}, MinVersion: tls.VersionTLS12}, nil
	}}
}

func (c *certificates) fingerprint() string {
	c.Lock()
	defer c.Unlock()
	sum := sha256.Sum256(c.current.Certificate[0])
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}
